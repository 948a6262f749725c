/* SPDX-License-Identifier: MIT
 * Every library that deps/fetch brings is there, links statically and computes: one known answer of each. The first to
 * notice when a distribution leaves a static library out or builds it without a part that we need. */
#include <ada_c.h>
#include <ares.h>
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <expat.h>
#include <llhttp.h>
#include <nghttp2/nghttp2.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <quickjs.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>
#include <zlib.h>
#include <zstd.h>

#include "test.h"

static const char text[] = "thaw thaw thaw thaw thaw thaw thaw thaw thaw thaw thaw thaw";
enum { PACKED_MAX = 256 };

TEST(deps_libuv)
{
    uv_loop_t loop;
    EXPECT_EQ(uv_loop_init(&loop), 0);
    EXPECT_EQ(uv_run(&loop, UV_RUN_DEFAULT), 0);
    EXPECT_EQ(uv_loop_close(&loop), 0);
}

TEST(deps_openssl)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    EXPECT_EQ(EVP_Digest("abc", 3, digest, &len, EVP_sha256(), NULL), 1);
    EXPECT_EQ(len, 32);
    EXPECT_MEM(digest, "\xba\x78\x16\xbf\x8f\x01\xcf\xea", 8);
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    EXPECT(ctx && SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) == 1);
    SSL_CTX_free(ctx);
}

TEST(deps_nghttp2)
{
    nghttp2_hd_deflater *deflater = NULL;
    nghttp2_nv method = { (uint8_t *)":method", (uint8_t *)"GET", 7, 3, NGHTTP2_NV_FLAG_NONE };
    uint8_t out[PACKED_MAX];
    EXPECT_EQ(nghttp2_hd_deflate_new(&deflater, 4096), 0);
    EXPECT_EQ(nghttp2_hd_deflate_hd(deflater, out, sizeof out, &method, 1), 1);
    EXPECT_EQ(out[0], 0x82); // RFC 7541, appendix A: index 2
    nghttp2_hd_deflate_del(deflater);
}

TEST(deps_cares)
{
    struct in_addr address;
    EXPECT_EQ(ares_library_init(ARES_LIB_INIT_ALL), ARES_SUCCESS);
    EXPECT_EQ(ares_inet_pton(AF_INET, "127.0.0.1", &address), 1);
    EXPECT_EQ(address.s_addr, htonl(INADDR_LOOPBACK));
    ares_library_cleanup();
}

TEST(deps_zlib)
{
    Bytef packed[PACKED_MAX];
    char back[sizeof text];
    uLongf packed_size = sizeof packed, size = sizeof back;
    EXPECT_EQ(compress((Bytef *)packed, &packed_size, (const Bytef *)text, sizeof text), Z_OK);
    EXPECT(packed_size < sizeof text);
    EXPECT_EQ(uncompress((Bytef *)back, &size, packed, packed_size), Z_OK);
    EXPECT_STR(back, text);
}

TEST(deps_brotli)
{
    uint8_t packed[PACKED_MAX], back[sizeof text];
    size_t packed_size = sizeof packed, size = sizeof back;
    EXPECT(BrotliEncoderCompress(11, 22, BROTLI_MODE_TEXT, sizeof text, (const uint8_t *)text, &packed_size, packed));
    EXPECT(packed_size < sizeof text);
    EXPECT_EQ(BrotliDecoderDecompress(packed_size, packed, &size, back), BROTLI_DECODER_RESULT_SUCCESS);
    EXPECT_MEM(back, text, sizeof text);
}

TEST(deps_zstd)
{
    char packed[PACKED_MAX], back[sizeof text];
    size_t packed_size = ZSTD_compress(packed, sizeof packed, text, sizeof text, 3);
    EXPECT(!ZSTD_isError(packed_size) && packed_size < sizeof text);
    EXPECT_EQ(ZSTD_decompress(back, sizeof back, packed, packed_size), sizeof text);
    EXPECT_STR(back, text);
}

static void on_start(void *count, const XML_Char *name, const XML_Char **attributes)
{
    *(int *)count += strcmp(name, "b") == 0 && attributes[0] && strcmp(attributes[1], "\xc3\xa4") == 0;
}

TEST(deps_expat)
{
    static const char xml[] = "<a><b c='&#228;'/></a>";
    int count = 0;
    XML_Parser parser = XML_ParserCreate(NULL);
    EXPECT(parser != NULL);
    XML_SetUserData(parser, &count);
    XML_SetStartElementHandler(parser, on_start);
    EXPECT_EQ(XML_Parse(parser, xml, sizeof xml - 1, 1), XML_STATUS_OK);
    EXPECT_EQ(count, 1);
    XML_ParserFree(parser);
}

TEST(deps_sqlite3)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *query = NULL;
    EXPECT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, "create table t(a); insert into t values (20), (22)", NULL, NULL, NULL), SQLITE_OK);
    EXPECT_EQ(sqlite3_prepare_v2(db, "select sum(a) from t", -1, &query, NULL), SQLITE_OK);
    EXPECT_EQ(sqlite3_step(query), SQLITE_ROW);
    EXPECT_EQ(sqlite3_column_int(query, 0), 42);
    EXPECT_EQ(sqlite3_finalize(query), SQLITE_OK);
    EXPECT_EQ(sqlite3_close(db), SQLITE_OK);
}

TEST(deps_llhttp)
{
    static const char request[] = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
    llhttp_settings_t settings;
    llhttp_t parser;
    llhttp_settings_init(&settings);
    llhttp_init(&parser, HTTP_REQUEST, &settings);
    EXPECT_EQ(llhttp_execute(&parser, request, sizeof request - 1), HPE_OK);
    EXPECT_EQ(parser.method, HTTP_POST);
    EXPECT_EQ(llhttp_execute(&parser, "\x01", 1), HPE_INVALID_METHOD);
}

TEST(deps_ada)
{
    static const char input[] = "HTTPS://m\xc3\xbcnchen.example:443/a/../b";
    ada_url url = ada_parse(input, sizeof input - 1);
    EXPECT(ada_is_valid(url));
    ada_string href = ada_get_href(url);
    static const char want[] = "https://xn--mnchen-3ya.example/b";
    EXPECT_EQ(href.length, sizeof want - 1);
    EXPECT_MEM(href.data, want, sizeof want - 1);
    ada_free(url);
}

TEST(deps_quickjs)
{
    EXPECT_STR(JS_GetVersion(), "0.17.0");
}
