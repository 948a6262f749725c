/* SPDX-License-Identifier: MIT
 * Between interface.c and the iterators: how a function finds its row by its `magic`, and the prototypes of iterators,
 * one per interface that has any. */
#ifndef THAW_JS_WEBIDL_INTERFACE_INT_H
#define THAW_JS_WEBIDL_INTERFACE_INT_H

#include "js/webidl/convert.h"
#include "js/webidl/interface.h"

const thaw_interface *thaw_interface_at(JSContext *ctx, int magic);
const thaw_member *thaw_interface_member_at(const thaw_interface *interface, int magic);

/* Sets in->self if in->this_val is what the member needs. 0, or -1 with TypeError pending. */
int thaw_interface_check_this(JSContext *ctx, const thaw_member *m, thaw_invocation *in);
/* 0, or -1 with TypeError pending if arguments are missing. */
int thaw_interface_check_count(const thaw_idl_site *site, const thaw_member *m, int argc);
/* Converts the arguments, calls the body, releases them. */
JSValue thaw_interface_run(const thaw_idl_site *site, const thaw_member *m, thaw_member_body *body, thaw_invocation *in,
                           JSValueConst *argv);
/* Takes the result of a promise member: exceptions become rejections, values are resolved with. */
JSValue thaw_interface_as_promise(JSContext *ctx, JSValue result);

/* Takes `fn`, which may be JS_EXCEPTION. 0, or -1 with an exception pending. */
int thaw_interface_define_function(JSContext *ctx, JSValueConst object, const char *name, JSValue fn);
/* Symbol.toStringTag. */
int thaw_interface_define_tag(JSContext *ctx, JSValueConst proto, const char *name);
/* Takes the prototype of the iterators that the member makes. */
int thaw_interface_set_iterator_proto(JSContext *ctx, int magic, JSValue proto);
/* Owned. */
JSValue thaw_interface_iterator_proto(JSContext *ctx, int magic);

/* What the member adds to the interface's prototype. 0, or -1 with an exception pending. */
int thaw_pair_iterable_define(JSContext *ctx, JSValueConst proto, const thaw_interface *interface, int magic);
int thaw_async_iterable_define(JSContext *ctx, JSValueConst proto, const thaw_interface *interface,
                               const thaw_member *m, int magic);
/* The classes of iterators, once per runtime. 0, or -1 with an exception pending. */
int thaw_pair_iterator_register(JSContext *ctx);
int thaw_async_iterator_register(JSContext *ctx);

#endif
