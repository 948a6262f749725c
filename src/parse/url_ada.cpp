// SPDX-License-Identifier: MIT
// Compiled without exceptions and RTTI, and linked with ada into one object library.
#include "parse/url_ada.h"

#include <ada.h>

#include "base/error.h"

namespace
{

std::string_view view_of(thaw_slice s)
{
    return { s.ptr, s.len };
}

int hand_over(const ada::url_aggregator &url, thaw_ada_url_sink *sink, void *opaque)
{
    const ada::url_components &c = url.get_components();
    const thaw_url_parts parts = {
        c.protocol_end,   c.username_end, c.host_start, c.host_end,       c.port,
        c.pathname_start, c.search_start, c.hash_start, url.is_special(), url.type == ada::scheme::FILE
    };
    const std::string_view href = url.get_href();
    return sink(opaque, href.data(), static_cast<uint32_t>(href.size()), &parts);
}

bool set(ada::url_aggregator &url, thaw_url_part part, std::string_view value)
{
    switch (part) {
    case THAW_URL_PROTOCOL:
        return url.set_protocol(value);
    case THAW_URL_USERNAME:
        return url.set_username(value);
    case THAW_URL_PASSWORD:
        return url.set_password(value);
    case THAW_URL_HOST:
        return url.set_host(value);
    case THAW_URL_HOSTNAME:
        return url.set_hostname(value);
    case THAW_URL_PORT:
        return url.set_port(value);
    case THAW_URL_PATHNAME:
        return url.set_pathname(value);
    case THAW_URL_SEARCH:
        url.set_search(value);
        return true;
    default:
        url.set_hash(value);
        return true;
    }
}

} // namespace

int thaw_ada_url_parse(thaw_slice input, const thaw_slice *base, thaw_ada_url_sink *sink, void *opaque)
{
    if (!base) {
        auto url = ada::parse<ada::url_aggregator>(view_of(input));
        return url ? hand_over(*url, sink, opaque) : THAW_E_SYNTAX;
    }
    auto base_url = ada::parse<ada::url_aggregator>(view_of(*base));
    if (!base_url)
        return THAW_E_SYNTAX;
    auto url = ada::parse<ada::url_aggregator>(view_of(input), &*base_url);
    return url ? hand_over(*url, sink, opaque) : THAW_E_SYNTAX;
}

bool thaw_ada_url_can_parse(thaw_slice input, const thaw_slice *base)
{
    if (!base)
        return ada::can_parse(view_of(input));
    const std::string_view base_view = view_of(*base);
    return ada::can_parse(view_of(input), &base_view);
}

int thaw_ada_url_set(thaw_slice href, thaw_url_part part, thaw_slice value, thaw_ada_url_sink *sink, void *opaque)
{
    auto url = ada::parse<ada::url_aggregator>(view_of(href));
    if (!url || !set(*url, part, view_of(value)))
        return 0;
    const int err = hand_over(*url, sink, opaque);
    return err < 0 ? err : 1;
}
