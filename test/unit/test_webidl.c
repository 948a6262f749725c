/* SPDX-License-Identifier: MIT
 * Web IDL: each conversion with values on both sides of its edges, and members of every kind. */
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "js/auto_values.h"
#include "probe.h"
#include "test.h"

#define EXPECT_CASES(...)                                  \
    do {                                                   \
        static const probe_case cases[] = { __VA_ARGS__ }; \
        probe_expect(cases, THAW_COUNT(cases));            \
    } while (0)
#define EXECUTE(method) "TypeError: Failed to execute '" method "' on 'Probe': "

TEST(webidl_integers_wrap)
{
    EXPECT_CASES({ "probe.byte(127)", "127" }, { "probe.byte(128)", "-128" }, { "probe.byte(-129)", "127" },
                 { "probe.byte('0x10')", "16" }, { "probe.octet(255)", "255" }, { "probe.octet(256)", "0" },
                 { "probe.octet(-1)", "255" }, { "probe.octet(-1.9)", "255" }, { "probe.octet(1.9)", "1" },
                 { "probe.octet(NaN)", "0" }, { "probe.octet(Infinity)", "0" }, { "probe.octet(-0)", "0" },
                 { "probe.octet(null)", "0" }, { "probe.octet(undefined)", "0" }, { "probe.octet(true)", "1" },
                 { "probe.octet({ valueOf: () => 300 })", "44" }, { "probe.short(32768)", "-32768" },
                 { "probe.unsigned_short(65537)", "1" }, { "probe.long(2 ** 31)", "-2147483648" },
                 { "probe.long(-(2 ** 31) - 1)", "2147483647" }, { "probe.long(2 ** 53 + 2)", "2" },
                 { "probe.unsigned_long(-1)", "4294967295" }, { "probe.unsigned_long(2 ** 32)", "0" },
                 { "probe.unsigned_long(1e300)", "0" }, { "probe.long_long(-1)", "-1" },
                 { "probe.long_long(2 ** 63)", "-9223372036854775808" }, { "probe.long_long(2 ** 64)", "0" },
                 { "probe.unsigned_long_long(-1)", "18446744073709551615" },
                 { "probe.unsigned_long_long(2 ** 63)", "9223372036854775808" });
}

TEST(webidl_integers_enforce_range)
{
    EXPECT_CASES(
        { "probe.enforced_octet(255.9)", "255" }, { "probe.enforced_octet(-0.9)", "0" },
        { "probe.enforced_octet(256)", EXECUTE("enforced_octet") "Value is outside the 'octet' value range." },
        { "probe.enforced_octet(-1)", EXECUTE("enforced_octet") "Value is outside the 'octet' value range." },
        { "probe.enforced_octet(NaN)", EXECUTE("enforced_octet") "Value is NaN, not of type 'octet'." },
        { "probe.enforced_octet(-Infinity)", EXECUTE("enforced_octet") "Value is infinite, not of type 'octet'." },
        { "probe.enforced_unsigned_short(65535)", "65535" },
        { "probe.enforced_unsigned_short(65536)",
          EXECUTE("enforced_unsigned_short") "Value is outside the 'unsigned short' value range." },
        { "probe.enforced_long(-(2 ** 31))", "-2147483648" },
        { "probe.enforced_long(2 ** 31)", EXECUTE("enforced_long") "Value is outside the 'long' value range." },
        { "probe.enforced_unsigned_long(2 ** 32 - 1)", "4294967295" },
        { "probe.enforced_long_long(Number.MIN_SAFE_INTEGER)", "-9007199254740991" },
        { "probe.enforced_long_long(-(2 ** 53))",
          EXECUTE("enforced_long_long") "Value is outside the 'long long' value range." },
        { "probe.enforced_unsigned_long_long(Number.MAX_SAFE_INTEGER)", "9007199254740991" },
        { "probe.enforced_unsigned_long_long(2 ** 53)",
          EXECUTE("enforced_unsigned_long_long") "Value is outside the 'unsigned long long' value range." });
}

TEST(webidl_integers_clamp)
{
    EXPECT_CASES({ "probe.clamped_octet(300)", "255" }, { "probe.clamped_octet(-5)", "0" },
                 { "probe.clamped_octet(1.5)", "2" }, { "probe.clamped_octet(2.5)", "2" },
                 { "probe.clamped_octet(-0.5)", "0" }, { "probe.clamped_octet(NaN)", "0" },
                 { "probe.clamped_octet(Infinity)", "255" }, { "probe.clamped_long(-1e20)", "-2147483648" },
                 { "probe.clamped_long(-2.5)", "-2" }, { "probe.clamped_long_long(-1e30)", "-9007199254740991" },
                 { "probe.clamped_unsigned_long_long(1e30)", "9007199254740991" });
}

TEST(webidl_numbers_refuse)
{
    EXPECT_CASES({ "probe.long(1n)", "TypeError: Cannot convert a BigInt value to a number" },
                 { "probe.double(1n)", "TypeError: Cannot convert a BigInt value to a number" },
                 { "probe.long(Symbol())", "TypeError: cannot convert symbol to number" },
                 { "probe.long({ valueOf() { throw new RangeError('mine') } })", "RangeError: mine" });
}

TEST(webidl_floats)
{
    EXPECT_CASES({ "probe.float(0.1)", "0.100000001" }, { "probe.float('-2.5')", "-2.5" },
                 { "probe.float(1e39)", EXECUTE("float") "The provided float value is non-finite." },
                 { "probe.unrestricted_float(1e39)", "inf" }, { "probe.double(0.1)", "0.10000000000000001" },
                 { "probe.double(NaN)", EXECUTE("double") "The provided double value is non-finite." },
                 { "probe.double(-Infinity)", EXECUTE("double") "The provided double value is non-finite." },
                 { "probe.unrestricted_double(-Infinity)", "-inf" }, { "probe.unrestricted_double('x')", "nan" });
}

TEST(webidl_strings)
{
    EXPECT_CASES({ "probe.DOMString('\\ud800x') === '\\ud800x'", "true" }, { "probe.DOMString(null)", "null" },
                 { "probe.DOMString(undefined)", "undefined" },
                 { "probe.DOMString_null_is_empty(null) === ''", "true" },
                 { "probe.DOMString_null_is_empty(undefined)", "undefined" },
                 { "probe.DOMString(Symbol())", "TypeError: cannot convert symbol to string" },
                 { "probe.USVString('a\\ud83d\\ude00b')", "a\xF0\x9F\x98\x80"
                                                          "b" },
                 { "probe.USVString('a\\ud800b') === 'a\\ufffdb'", "true" },
                 { "probe.USVString('\\udc00\\ud800') === '\\ufffd\\ufffd'", "true" },
                 { "probe.USVString('a\\0b').length", "3" }, { "probe.ByteString('\\u00ff')", "1:ff" },
                 { "probe.ByteString('')", "0:00" },
                 { "probe.ByteString('ab\\u0100')",
                   EXECUTE("ByteString") "Cannot convert to a ByteString: the character at index 2 has a value of 256, "
                                         "which is greater than 255." });
}

TEST(webidl_booleans_enums_values)
{
    EXPECT_CASES(
        { "probe.boolean('')", "no" }, { "probe.boolean('0')", "yes" }, { "probe.boolean({})", "yes" },
        { "probe.mode('fast')", "1" }, { "probe.mode({ toString: () => 'slow' })", "0" },
        { "probe.mode('Fast')", EXECUTE("mode") "The provided value 'Fast' is not a valid enum value of type Mode." },
        { "probe.mode()", EXECUTE("mode") "1 argument required, but only 0 present." },
        { "probe.any(undefined)", "undefined" }, { "probe.object([1, 2])", "1,2" },
        { "probe.object('x')", EXECUTE("object") "parameter 1 is not of type 'object'." },
        { "probe.function(() => 5)", "5" },
        { "probe.function({})", EXECUTE("function") "parameter 1 is not a function." },
        { "probe.function(() => { throw new EvalError('e') })", "EvalError: e" },
        { "probe.callback_object({ handleEvent: 1 }).handleEvent", "1" },
        { "probe.callback_object(1)", EXECUTE("callback_object") "parameter 1 is not of type 'callback interface'." },
        { "probe.promise(5) instanceof Promise", "true" }, { "probe.promise(5)", "5" },
        { "(p => probe.promise(p) === p)(Promise.resolve())", "true" }, { "probe.promise({ then: r => r(6) })", "6" });
}

TEST(webidl_platform_objects)
{
    EXPECT_CASES({ "probe.probe(probe)", "3" }, { "probe.probe(child)", "5" },
                 { "probe.probe({})", EXECUTE("probe") "parameter 1 is not of type 'Probe'." },
                 { "probe.probe(Probe.prototype)", EXECUTE("probe") "parameter 1 is not of type 'Probe'." },
                 { "probe.probe(new Proxy(probe, {}))", EXECUTE("probe") "parameter 1 is not of type 'Probe'." },
                 { "probe.probe(null)", EXECUTE("probe") "parameter 1 is not of type 'Probe'." },
                 { "probe.maybe_probe(null)", "null" }, { "probe.maybe_probe(undefined)", "null" },
                 { "probe.maybe_probe(child)", "probe" },
                 { "probe.maybe_probe(new Map)", EXECUTE("maybe_probe") "parameter 1 is not of type 'Probe'." });
}

TEST(webidl_nullable)
{
    EXPECT_CASES({ "probe.maybe_text(null)", "null" }, { "probe.maybe_text('')", "" },
                 { "probe.maybe_long(null)", "null" }, { "probe.maybe_long(undefined)", "null" },
                 { "probe.maybe_long(2 ** 31)", "-2.14748e+09" }, { "probe.maybe_octet(-1)", "255" },
                 { "probe.maybe_byte(-1)", "-1" }, { "probe.maybe_byte(200)", "-56" },
                 { "probe.maybe_boolean(0)", "0" }, { "probe.maybe_boolean(null)", "null" },
                 { "probe.maybe_mode('fast')", "1" }, { "probe.maybe_mode(null)", "null" },
                 { "probe.maybe_double(null)", "null" }, { "probe.maybe_double(0.5)", "0.5" },
                 { "probe.maybe_function(null)", "null" }, { "probe.maybe_function(() => 0)", "function" },
                 { "probe.maybe_function(0)", EXECUTE("maybe_function") "parameter 1 is not a function." },
                 { "probe.maybe_longs(null)", "0:0" }, { "probe.maybe_union(null)", "-1" },
                 { "probe.maybe_union('null')", "1" });
}

TEST(webidl_buffers)
{
    EXPECT_CASES(
        { "probe.ArrayBuffer(new ArrayBuffer(4))", "4:0" },
        { "probe.ArrayBuffer(new Uint8Array(4))", EXECUTE("ArrayBuffer") "parameter 1 is not of type 'ArrayBuffer'." },
        { "probe.Uint8Array(new Uint8Array([9, 8]).subarray(1))", "1:8" },
        { "probe.Uint8Array(new Int8Array(1))", EXECUTE("Uint8Array") "parameter 1 is not of type 'Uint8Array'." },
        { "probe.ArrayBufferView(new Float64Array([1, 2]))", "16:0" },
        { "probe.ArrayBufferView(new DataView(new Uint8Array([1, 2, 3]).buffer, 1))", "2:2" },
        { "probe.ArrayBufferView(new ArrayBuffer(1))",
          EXECUTE("ArrayBufferView") "parameter 1 is not of type 'ArrayBufferView'." },
        { "probe.BufferSource(new Uint16Array([0x0201]))", "2:1" },
        { "probe.BufferSource([1])", EXECUTE("BufferSource") "parameter 1 is not of type 'BufferSource'." },
        { "(b => (b.transfer(), probe.BufferSource(b)))(new ArrayBuffer(4))", "0:-1" },
        { "(v => (v.buffer.transfer(), probe.BufferSource(v)))(new Uint8Array(4))", "0:-1" },
        { "probe.BufferSource(new ArrayBuffer(1, { maxByteLength: 2 }))",
          EXECUTE("BufferSource") "parameter 1 must not be resizable." },
        { "probe.BufferSource(new Uint8Array(new SharedArrayBuffer(1)))",
          EXECUTE("BufferSource") "parameter 1 must not be shared." },
        { "probe.AllowSharedBufferSource(new SharedArrayBuffer(3))", "3:0" },
        { "probe.AllowSharedBufferSource(new ArrayBuffer(1, { maxByteLength: 2 }))",
          EXECUTE("AllowSharedBufferSource") "parameter 1 must not be resizable." },
        { "probe.AnyBufferSource(new Uint8Array(new ArrayBuffer(1, { maxByteLength: 2 })))", "1:0" },
        { "(b => { let v = new Uint8Array(b, 2, 2); b.resize(3); return probe.AnyBufferSource(v) })"
          "(new ArrayBuffer(4, { maxByteLength: 8 }))",
          "0:-1" },
        { "(b => { let v = new DataView(b, 1); b.resize(3); return probe.AnyBufferSource(v) })"
          "(new ArrayBuffer(4, { maxByteLength: 8 }))",
          "2:0" });
}

TEST(webidl_sequences)
{
    EXPECT_CASES(
        { "probe.longs([1, 2, 3])", "3:123" }, { "probe.longs(new Set([4, '5']))", "2:45" },
        { "probe.longs([])", "0:0" },
        { "probe.longs((function* () { for (let i = 0; i < 1000; i++) yield 0 })())", "1000:0" },
        { "probe.longs('12')", EXECUTE("longs") "parameter 1 cannot be converted to a sequence." },
        { "probe.longs({})", EXECUTE("longs") "The object must have a callable @@iterator property." },
        { "probe.longs({ [Symbol.iterator]: 1 })", "TypeError: value is not iterable" },
        { "probe.longs({ [Symbol.iterator]: () => 1 })",
          EXECUTE("longs") "The provided value has no iterator that is an object." },
        { "probe.longs({ [Symbol.iterator]: () => ({ next: () => 1 }) })",
          "TypeError: iterator must return an object" },
        { "probe.longs([1, 2n])", "TypeError: Cannot convert a BigInt value to a number" },
        { "probe.rows([['a', 'b'], new Set(['c']), []])", "a,b;c;" },
        { "probe.rows([['a'], ['b', Symbol()]])", "TypeError: cannot convert symbol to string" },
        { "probe.rows([['a'], 'b'])", EXECUTE("rows") "The provided value cannot be converted to a sequence." });
}

TEST(webidl_records)
{
    EXPECT_CASES(
        { "probe.headers({ b: 1, a: 'x', 2: null })", "2=null;b=1;a=x;" }, { "probe.headers({})", "" },
        { "probe.headers(Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }))", "a=1;" },
        { "probe.headers(Object.create({ inherited: 1 }))", "" },
        { "probe.headers({ [Symbol('s')]: 1 })", "TypeError: cannot convert symbol to string" },
        { "probe.headers('x')", EXECUTE("headers") "parameter 1 is not of type 'record<ByteString, USVString>'." },
        { "probe.headers({ '\\u0100': 1 })",
          EXECUTE("headers") "Cannot convert to a ByteString: the character at index 0 has a value of 256, which is "
                             "greater than 255." },
        { "probe.headers({ a: 1, get b() { throw new EvalError('b') } })", "EvalError: b" },
        { "probe.headers({ a: 1, b: Symbol() })", "TypeError: cannot convert symbol to string" },
        { "probe.usv_record({ '\\ud800': 1, x: 2, '\\udfff': 3, '\\ufffdy': 4 })",
          "\xEF\xBF\xBD=3;x=2;\xEF\xBF\xBDy=4;" },
        { "(log => (probe.headers(new Proxy({ a: 1, b: 2 }, { ownKeys(t) { log.push('keys'); return ['b', 'a'] },"
          " getOwnPropertyDescriptor(t, k) { log.push('desc ' + k); return Object.getOwnPropertyDescriptor(t, k) },"
          " get(t, k) { log.push('get ' + k); return t[k] } })), log))([])",
          "keys,desc b,get b,desc a,get a" });
}

TEST(webidl_dictionaries)
{
    EXPECT_CASES(
        { "probe.base_options(undefined)", "count=7 mode=1" }, { "probe.base_options(null)", "count=7 mode=1" },
        { "probe.base_options(() => 0)", "count=7 mode=1" },
        { "probe.base_options({ mode: 'slow', count: undefined })", "count=7 mode=0" },
        { "probe.base_options(1)", EXECUTE("base_options") "parameter 1 is not of type 'BaseOptions'." },
        { "probe.options({ name: 'n' })", "count=7 mode=1 ratio=-1 tags= extra=- name=n note=null" },
        { "probe.options({ name: 'n', tags: ['a', 'b'], ratio: 0.5, note: 'x', extra: null, count: 1 })",
          "count=1 mode=1 ratio=0.5 tags=a,b extra=given name=n note=x" },
        { "probe.options({ tags: ['a'] })",
          EXECUTE("options") "Failed to read the 'name' property from 'Options': Required member is undefined." },
        { "probe.options({ name: 'n', mode: 'medium' })",
          EXECUTE(
              "options") "Failed to read the 'mode' property from 'BaseOptions': The provided value 'medium' is not "
                         "a valid enum value of type Mode." },
        { "probe.options({ tags: ['a'], name: Symbol() })", "TypeError: cannot convert symbol to string" },
        { "(log => (probe.options(new Proxy({}, { get(t, k) { log.push(k); return k === 'name' ? 1 : undefined } })),"
          " log))([])",
          "count,mode,ratio,tags,extra,name,note" });
}

TEST(webidl_unions)
{
    EXPECT_CASES(
        { "probe.wide_union(probe)", "probe 3" }, { "probe.wide_union(new Uint8Array(2))", "2 bytes" },
        { "probe.wide_union(() => 0)", "alternative 2" }, { "probe.wide_union([1, 2])", "2 longs" },
        { "probe.wide_union({ name: 'n' })", "options n" }, { "probe.wide_union(true)", "boolean 1" },
        { "probe.wide_union(2.5)", "double 2.5" }, { "probe.wide_union('2')", "text 2" },
        { "probe.wide_union(Object('s'))", "1 longs" }, { "probe.wide_union(1n)", "text 1" },
        { "probe.wide_union(undefined)", EXECUTE("wide_union") "Failed to read the 'name' property from 'Options': "
                                                               "Required member is undefined." },
        { "probe.wide_union([1n])", "TypeError: Cannot convert a BigInt value to a number" },
        { "probe.wide_union(Symbol())", "TypeError: cannot convert symbol to string" },
        { "probe.record_union({ a: 1 })", "a=1;" }, { "probe.record_union('a')", "text a" },
        { "probe.record_union(null)", "text null" }, { "probe.number_union('12')", "0:12" },
        { "probe.number_union(child)", "1:0" }, { "probe.number_union({ valueOf: () => 4 })", "0:4" },
        { "probe.no_primitive(new ArrayBuffer(1))", "1" },
        { "probe.no_primitive('x')", EXECUTE("no_primitive") "parameter 1 is not of type '(Probe or ArrayBuffer)'." },
        { "probe.no_primitive({})", EXECUTE("no_primitive") "parameter 1 is not of type '(Probe or ArrayBuffer)'." });
}

#define CHILD(verb) "TypeError: Failed to " verb " on 'ProbeChild': "

TEST(webidl_members)
{
    EXPECT_CASES({ "child.size = 9, child.size", "9" }, { "child.size = -1, child.size", "4294967295" },
                 { "child.mode = 'fast', child.mode", "fast" }, { "child.mode = 'none', child.mode", "fast" },
                 { "child.mode = Symbol()", "TypeError: cannot convert symbol to string" },
                 { "child.label = [1], child.label", "1" }, { "child.label = Symbol()", "RangeError: no symbols" },
                 { "child.level = 1, child.level", "2" },
                 { "(() => { 'use strict'; child.level = 1 })()", "TypeError: no setter for property" },
                 { "child.add(1)", "101 of 1" }, { "child.add(1, undefined)", "101 of 2" },
                 { "child.add(1, 2)", "3 of 2" }, { "child.add(1, 2, 3, 4)", "7003 of 4" },
                 { "child.add()", CHILD("execute 'add'") "1 argument required, but only 0 present." },
                 { "child.add(1, 2, 3, 4n)", "TypeError: Cannot convert a BigInt value to a number" },
                 { "child.later(4)", "8" }, { "child.later(4) instanceof Promise", "true" },
                 { "child.later(-1)", "RangeError: negative" },
                 { "(p => (p.catch(() => 0), p instanceof Promise))(child.later(-1))", "true" },
                 { "child.later()", CHILD("execute 'later'") "1 argument required, but only 0 present." },
                 { "child.later.call(1, 1)", "TypeError: Illegal invocation: `this` is not a ProbeChild" },
                 { "child.ready", "1" },
                 { "Object.getOwnPropertyDescriptor(ProbeChild.prototype, 'ready').get.call(probe)",
                   "TypeError: Illegal invocation: `this` is not a ProbeChild" },
                 { "child.add.call(probe, 1)", "TypeError: Illegal invocation: `this` is not a ProbeChild" },
                 { "probe.octet.call(child, 3)", "3" }, { "ProbeChild.count()", "self null" },
                 { "ProbeChild.instances", "self null" }, { "(0, ProbeChild.count)()", "self null" },
                 { "[ProbeChild.LIMIT, ProbeChild.prototype.LIMIT, child.LIMIT]", "42,42,42" });
}

TEST(webidl_constructors)
{
    EXPECT_CASES(
        { "new Probe(2 ** 32 + 6).probe(new Probe(6))", "6" },
        { "new Probe()", "TypeError: Failed to construct 'Probe': 1 argument required, but only 0 present." },
        { "Probe(1)", "TypeError: Failed to construct 'Probe': Please use the 'new' operator, this object constructor "
                      "cannot be called as a function." },
        { "new (class extends Probe { constructor() { super(8) } get twice() { return probe.probe(this) * 2 } "
          "})().twice",
          "16" },
        { "Object.getPrototypeOf(Reflect.construct(Probe, [1], Array)) === Array.prototype", "true" },
        { "Object.getPrototypeOf(Reflect.construct(Probe, [1], Object.assign(function () {}, { prototype: 1 })))"
          " === Probe.prototype",
          "true" },
        { "Object.getPrototypeOf(ProbeChild) === Probe", "true" },
        { "Object.getPrototypeOf(ProbeChild.prototype) === Probe.prototype", "true" },
        { "child instanceof Probe", "true" }, { "[Probe.length, ProbeChild.length, child.add.length]", "1,0,1" },
        { "String(child) + String(probe)", "[object ProbeChild][object Probe]" },
        { "JSON.stringify(Object.getOwnPropertyDescriptor(ProbeChild, 'LIMIT'))",
          "{\"value\":42,\"writable\":false,\"enumerable\":true,\"configurable\":false}" },
        { "Object.keys(ProbeChild)", "disposed,instances,count,LIMIT" },
        { "Object.keys(ProbeChild.prototype)",
          "size,mode,label,friend,ready,level,LIMIT,add,notify,entries,keys,values,forEach,later" },
        { "['get', 'set'].map(k => Object.getOwnPropertyDescriptor(ProbeChild.prototype, 'size')[k]).map(f => f.name + "
          "f.length)",
          "get size0,set size1" });
}

TEST(webidl_objects_in_cycles_are_collected)
{
    EXPECT_CASES(
        { "[child.label, child.friend]", "," }, { "ProbeChild.disposed", "0" },
        { "(() => { let c = new ProbeChild(); c.label = { c } })(), ProbeChild.disposed", "1" },
        { "(() => { let c = new ProbeChild(); c.friend = { c } })(), ProbeChild.disposed", "2" },
        { "(() => { let c = new ProbeChild(); c.friend = () => c; c.label = c })(), ProbeChild.disposed", "3" },
        { "child.friend = new ProbeChild(), child.label = child.friend, ProbeChild.disposed", "3" },
        { "child.label = child.friend = null, ProbeChild.disposed", "4" },
        { "(i => (i.next(), 0))(new ProbeChild().entries()), ProbeChild.disposed", "5" },
        { "(i => { child.friend = { i } })(new ProbeChild().keys()), child.friend = 0, ProbeChild.disposed", "6" },
        { "(async i => { await i.next(); child.label = i; i.self = i; await i.return() })(new AsyncProbe().values())"
          ".then(() => { child.label = 0 })",
          "undefined" });
}

TEST(webidl_callback_interfaces)
{
    EXPECT_CASES(
        { "child.notify(function (c) { return this === child && c === child })", "true" },
        { "(o => (o.handleEvent = function (c) { return this === o && c === child }, child.notify(o)))({})", "true" },
        { "(n => [child.notify({ get handleEvent() { n++; return () => n } }), n])(0)", "1,1" },
        { "child.notify({})", "TypeError: The 'handleEvent' property is not a function." },
        { "child.notify({ get handleEvent() { throw new EvalError('get') } })", "EvalError: get" },
        { "child.notify(() => { throw new EvalError('call') })", "EvalError: call" },
        { "child.notify('x')", CHILD("execute 'notify'") "parameter 1 is not of type 'callback interface'." });
}

TEST(webidl_pair_iterators)
{
    EXPECT_CASES(
        { "child.size = 3, JSON.stringify([...child])", "[[\"k0\",0],[\"k1\",1],[\"k2\",2]]" },
        { "[...child.keys()] + '|' + [...child.values()] + '|' + [...child.entries()]",
          "k0,k1,k2|0,1,2|k0,0,k1,1,k2,2" },
        { "(log => (child.forEach(function (...a) { log.push(a[0], a[1], a[2] === child, this.t) }, { t: 1 }), "
          "log))([])",
          "0,k0,true,1,1,k1,true,1,2,k2,true,1" },
        { "(n => (child.forEach(() => { n++; if (n < 5) child.size++ }), n))(0)", "7" },
        { "(i => (i.next(), child.size = 1, JSON.stringify(i.next())))(child.keys())", "{\"done\":true}" },
        { "child.forEach()", CHILD("execute 'forEach'") "1 argument required, but only 0 present." },
        { "child.forEach({})", CHILD("execute 'forEach'") "parameter 1 is not a function." },
        { "child.forEach(() => { throw new EvalError('stop') })", "EvalError: stop" },
        { "child.size = 99, [...child]", "RangeError: 66" }, { "child.forEach(() => 0)", "RangeError: 66" },
        { "child.entries.call(probe)", "TypeError: Illegal invocation: `this` is not a ProbeChild" },
        { "child.forEach.call({}, () => 0)", "TypeError: Illegal invocation: `this` is not a ProbeChild" },
        { "ProbeChild.prototype[Symbol.iterator] === ProbeChild.prototype.entries", "true" },
        { "Object.getOwnPropertyDescriptor(ProbeChild.prototype, Symbol.iterator).enumerable", "false" },
        { "String(child.keys())", "[object ProbeChild Iterator]" },
        { "Object.getPrototypeOf(Object.getPrototypeOf(child.keys())) === "
          "Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))",
          "true" },
        { "child.keys().next.call([][Symbol.iterator]())", "TypeError: Illegal invocation: `this` is not a Iterator" },
        { "child.size = 2, child.values().map(x => x + 1).toArray()", "1,2" },
        { "(p => [p.name, p.length, Object.keys(Object.getPrototypeOf(child.keys()))])(child.forEach)",
          "forEach,1,next" });
}

#define COLLECT(iterable) "(async list => { for await (const x of " iterable ") list.push(x); return list })([])"

TEST(webidl_async_iterators)
{
    EXPECT_CASES(
        { COLLECT("new AsyncProbe()"), "0,1,2" }, { COLLECT("new AsyncProbe().values(5)"), "0,1,2,3,4" },
        { COLLECT("new AsyncProbe().values(0)"), "" },
        { "new AsyncProbe().values(0, new EvalError('late')).next()", "EvalError: late" },
        { "(async i => { await i.next().catch(() => 0); return JSON.stringify(await i.next()) })"
          "(new AsyncProbe().values(0, 1))",
          "{\"done\":true}" },
        { "(async i => JSON.stringify(await Promise.all([i.next(), i.next(), i.next()])))(new AsyncProbe().values(2))",
          "[{\"value\":0,\"done\":false},{\"value\":1,\"done\":false},{\"done\":true}]" },
        { "(async (p, list) => { for await (const x of p) { list.push(x); break } return [list, p.finished] })"
          "(new AsyncProbe(), [])",
          "0,1" },
        { "(async i => JSON.stringify([await i.return(7), await i.return(8), await i.next()]))(new "
          "AsyncProbe().values())",
          "[{\"value\":7,\"done\":true},{\"value\":8,\"done\":true},{\"done\":true}]" },
        { "(async (p, i) => { i.next(); i.return(1); await i.return(2); return p.finished })"
          "(...(p => [p, p.values()])(new AsyncProbe()))",
          "1" },
        { "new AsyncProbe().values().return(null)", "RangeError: null" },
        { "new AsyncProbe().values(1n)", "TypeError: Cannot convert a BigInt value to a number" },
        { "AsyncProbe.prototype.values.call({})", "TypeError: Illegal invocation: `this` is not a AsyncProbe" },
        { "(n => n.call({}).catch(e => 'rejected ' + e.name))(new AsyncProbe().values().next)", "rejected TypeError" },
        { "(n => n.call(new AsyncPairsProbe().values()).catch(e => 'rejected ' + e.name))(new "
          "AsyncProbe().values().next)",
          "rejected TypeError" },
        { "AsyncProbe.prototype[Symbol.asyncIterator] === AsyncProbe.prototype.values", "true" },
        { "'entries' in AsyncProbe.prototype", "false" }, { COLLECT("new AsyncPairsProbe()"), "k0,0,k1,1" },
        { COLLECT("new AsyncPairsProbe().keys()"), "k0,k1" }, { COLLECT("new AsyncPairsProbe().values()"), "0,1" },
        { "AsyncPairsProbe.prototype[Symbol.asyncIterator] === AsyncPairsProbe.prototype.entries", "true" },
        { "'return' in new AsyncPairsProbe().keys()", "false" },
        { "String(new AsyncProbe().values())", "[object AsyncProbe AsyncIterator]" },
        { "Object.getPrototypeOf(Object.getPrototypeOf(new AsyncProbe().values())) === "
          "Object.getPrototypeOf(Object.getPrototypeOf((async function* () {}).prototype))",
          "true" });
}

/* Calls the function again and again, each time with a later allocation failing, until there are no more to fail. What
 * was converted before the failure must be released: the leak check at the end sees it. Returns how many failed. */
static size_t expect_survives(thaw_runtime *r, const char *code)
{
    enum { FAILURES_MAX = 2000 };
    THAW_AUTO(thaw_value) function = thaw_value_of(r->ctx, JS_Eval(r->ctx, code, strlen(code), "probe.js", 0));
    EXPECT(JS_IsFunction(r->ctx, function.v));
    /* The engine makes its own methods when they are first read; one that it had no memory for stays undefined. */
    JS_FreeValue(r->ctx, JS_Call(r->ctx, function.v, JS_UNDEFINED, 0, NULL));
    /* Where every allocation collects, none fails: the engine may not collect while it has no memory to add a property
     * (resize_properties). */
    for (size_t k = THAW_GC_STRESS ? FAILURES_MAX : 1;; k++) {
        EXPECT(k <= FAILURES_MAX);
        thaw_heap_fail_after(r->heap, k);
        JSValue result = JS_Call(r->ctx, function.v, JS_UNDEFINED, 0, NULL);
        bool all_passed = thaw_heap_fail_left(r->heap) > 0;
        thaw_heap_fail_after(r->heap, 0);
        if (all_passed && JS_IsException(result)) {
            THAW_AUTO(thaw_value) error = thaw_value_of(r->ctx, JS_GetException(r->ctx));
            THAW_AUTO(thaw_cstr) text = thaw_cstr_of(r->ctx, error.v);
            test_fail(__FILE__, __LINE__, "%s after %zu failures: %s", code, k - 1, text.ptr);
        }
        JS_FreeValue(r->ctx, JS_IsException(result) ? JS_GetException(r->ctx) : result);
        if (all_passed)
            return k - 1;
    }
}

TEST(webidl_survives_lack_of_memory)
{
    /* ASCII only: the engine leaks a string that it has no memory to convert to UTF-8 (JS_ToCStringLen2). */
    static const char *const codes[] = {
        "() => probe.ByteString('abc')",
        "() => probe.rows([['ax', 'bx'], ['cx']])",
        "() => probe.headers({ a: 'x', b: 'y', c: 'x' })",
        "() => probe.options({ tags: ['x', 'b'], name: 'y', note: 'z', extra: {} })",
        "() => probe.wide_union({ tags: ['x', 'b'], name: 'y' })",
        "() => probe.wide_union([1, 2, 3, 4, 5, 6, 7, 8, 9])",
        "() => new ProbeChild()",
        "() => child.add(1, 2, 3, 4, 5)",
        "() => (child.size = 3, [...child])",
    };
    size_t failed = 0;
    for (size_t i = 0; i < THAW_COUNT(codes); i++) {
        thaw_runtime *r = probe_open();
        fprintf(stderr, "%s\n", codes[i]); /* shown if it is the one that leaks */
        failed += expect_survives(r, codes[i]);
        probe_close(r);
    }
    EXPECT(failed > 0);
}
