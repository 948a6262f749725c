// SPDX-License-Identifier: MIT
// Compiled as url_ada.cpp is.
#include <ada.h>

#include "base/error.h"
#include "parse/url_pattern.h"

namespace
{

// Where the expressions of the pattern that is being parsed are: ada asks by static functions.
thread_local const thaw_url_pattern_regexps *current;

std::string_view view_of(thaw_slice s)
{
    return { s.ptr, s.len };
}

thaw_slice slice_of(std::string_view s)
{
    return { s.data(), s.size() };
}

struct regexp {
    int number = -1;
};

struct provider {
    using regex_type = regexp;

    static std::optional<regexp> create_instance(std::string_view source, bool ignore_case)
    {
        const int number = current->compile(current->opaque, slice_of(source), ignore_case);
        return number < 0 ? std::nullopt : std::optional<regexp>{ { number } };
    }

    static bool regex_match(std::string_view text, const regexp &r)
    {
        return current->matches(current->opaque, r.number, slice_of(text));
    }

    // never asked: matching is not ada's here
    static std::optional<std::vector<std::optional<std::string>>> regex_search(std::string_view, const regexp &)
    {
        return std::nullopt;
    }
};

using component = ada::url_pattern_component<provider>;

ada::url_pattern_init init_of(const thaw_url_pattern_input &input)
{
    ada::url_pattern_init init;
    std::optional<std::string> *const fields[] = { &init.protocol, &init.username, &init.password,
                                                   &init.hostname, &init.port,     &init.pathname,
                                                   &init.search,   &init.hash,     &init.base_url };
    for (int i = 0; i < THAW_PATTERN_FIELDS; i++) {
        if (input.fields[i].ptr)
            *fields[i] = view_of(input.fields[i]);
    }
    return init;
}

thaw_url_pattern_kind kind_of(const component &c)
{
    switch (c.type) {
    case ada::url_pattern_component_type::EMPTY:
        return THAW_PATTERN_EMPTY;
    case ada::url_pattern_component_type::EXACT_MATCH:
        return THAW_PATTERN_EXACT;
    case ada::url_pattern_component_type::FULL_WILDCARD:
        return THAW_PATTERN_ANYTHING;
    default:
        return THAW_PATTERN_REGEXP;
    }
}

int hand_over(const component &c, int index, thaw_url_pattern_sink *sink, void *opaque)
{
    std::vector<thaw_slice> groups;
    for (const std::string &name : c.group_name_list)
        groups.push_back(slice_of(name));
    const thaw_url_pattern_part part = { kind_of(c),      slice_of(c.pattern), slice_of(c.exact_match_value),
                                         c.regexp.number, c.has_regexp_groups, groups.data(),
                                         groups.size() };
    return sink(opaque, index, &part);
}

std::string_view without(std::string_view s, char delimiter)
{
    if (s.starts_with(delimiter))
        s.remove_prefix(1);
    return s;
}

int hand_over_all(const std::string_view (&parts)[THAW_PATTERN_PARTS], thaw_url_subject_sink *sink, void *opaque)
{
    int err = 0;
    for (int i = 0; i < THAW_PATTERN_PARTS && !err; i++)
        err = sink(opaque, i, slice_of(parts[i]));
    return err;
}

int init_subject(const thaw_url_pattern_input &input, thaw_url_subject_sink *sink, void *opaque)
{
    const auto made = ada::url_pattern_init::process(init_of(input), ada::url_pattern_init::process_type::url, "", "",
                                                     "", "", "", "", "", "");
    if (!made)
        return THAW_E_SYNTAX;
    return hand_over_all({ *made->protocol, *made->username, *made->password, *made->hostname, *made->port,
                           *made->pathname, without(*made->search, '?'), without(*made->hash, '#') },
                         sink, opaque);
}

} // namespace

int thaw_url_pattern_parse(const thaw_url_pattern_input *input, bool ignore_case,
                           const thaw_url_pattern_regexps *regexps, thaw_url_pattern_sink *sink, void *opaque)
{
    const std::string_view base = view_of(input->base);
    const ada::url_pattern_options options = { ignore_case };
    std::variant<std::string_view, ada::url_pattern_init> from;
    if (input->is_init)
        from = init_of(*input);
    else
        from = view_of(input->text);
    current = regexps;
    const auto pattern = ada::parse_url_pattern<provider>(std::move(from), input->base.ptr ? &base : nullptr, &options);
    current = nullptr;
    if (!pattern)
        return THAW_E_SYNTAX;
    const component *const parts[] = { &pattern->protocol_component, &pattern->username_component,
                                       &pattern->password_component, &pattern->hostname_component,
                                       &pattern->port_component,     &pattern->pathname_component,
                                       &pattern->search_component,   &pattern->hash_component };
    int err = 0;
    for (int i = 0; i < THAW_PATTERN_PARTS && !err; i++)
        err = hand_over(*parts[i], i, sink, opaque);
    return err;
}

int thaw_url_pattern_subject(const thaw_url_pattern_input *input, thaw_url_subject_sink *sink, void *opaque)
{
    if (input->is_init)
        return init_subject(*input, sink, opaque);
    ada::result<ada::url_aggregator> base;
    if (input->base.ptr) {
        base = ada::parse<ada::url_aggregator>(view_of(input->base));
        if (!base)
            return THAW_E_SYNTAX;
    }
    const auto url = ada::parse<ada::url_aggregator>(view_of(input->text), input->base.ptr ? &*base : nullptr);
    if (!url)
        return THAW_E_SYNTAX;
    const std::string_view protocol = url->get_protocol();
    return hand_over_all({ protocol.substr(0, protocol.size() - 1), url->get_username(), url->get_password(),
                           url->get_hostname(), url->get_port(), url->get_pathname(), without(url->get_search(), '?'),
                           without(url->get_hash(), '#') },
                         sink, opaque);
}
