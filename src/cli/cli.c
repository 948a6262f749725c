#include "cli/cli.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "js/auto_values.h"
#include "js/call.h"
#include "js/event_loop.h"
#include "js/runtime.h"
#include "loop/loop.h"
#include "loop/process.h"
#include "loop/stdio.h"
#include "node/node.h"
static void report(JSContext *ctx, JSValueConst e, const char *o) {
    JSValue st = JS_GetPropertyStr(ctx, e, "stack");
    const char *s = JS_ToCString(ctx, JS_IsString(st) ? st : e);
    thaw_stdio_flush();
    fprintf(stderr, "Uncaught %s\n", s ? s : "?");
    JS_FreeCString(ctx, s);
    JS_FreeValue(ctx, st);
}
int thaw_main(int argc, char **argv)
{
    thaw_heap *heap;
    thaw_runtime *r;
    thaw_the_process.leak_check = 1;
    if (thaw_heap_create(&heap) || thaw_runtime_new(heap, &r)) return 1;
    r->report_error = report;
    if (thaw_node_init(r->ctx) < 0) thaw_uncaught(r->ctx);
    else if (argc > 2 && strcmp(argv[1], "-e") == 0) {
        JSValue v = JS_Eval(r->ctx, argv[2], strlen(argv[2]), "[eval]", JS_EVAL_TYPE_GLOBAL);
        if (JS_IsException(v)) thaw_uncaught(r->ctx);
        else {
            const char *s = JS_ToCString(r->ctx, v);
            puts(s ? s : "?");
            JS_FreeCString(r->ctx, s);
            JS_FreeValue(r->ctx, v);
        }
        thaw_event_loop_run(r->ctx);
        if (!r->exiting) { JSValue n = JS_NewString(r->ctx, "exit"); JSValueConst a[] = {n}; thaw_enter(r->ctx, thaw_root(r->ctx, THAW_ROOT_ON_EXIT), JS_UNDEFINED, 1, a); JS_FreeValue(r->ctx, n);}
    }
    int code = r->exit_code;
    thaw_stdio_flush();
    thaw_loop_close();
    return thaw_runtime_free(r, true) ? 70 : code;
}
