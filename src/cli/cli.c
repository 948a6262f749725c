#include "cli/cli.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/runtime.h"
#include <stdio.h>
#include <string.h>
static void report(JSContext *ctx, JSValueConst e, const char *o)
{
    JSValue st = JS_GetPropertyStr(ctx, e, "stack");
    const char *s = JS_ToCString(ctx, JS_IsString(st) ? st : e);
    fprintf(stderr, "Uncaught %s\n", s ? s : "?");
    JS_FreeCString(ctx, s);
    JS_FreeValue(ctx, st);
}
int thaw_main(int argc, char **argv)
{
    thaw_heap *heap;
    thaw_runtime *r;
    if (thaw_heap_create(&heap) || thaw_runtime_new(heap, &r))
        return 1;
    r->report_error = report;
    if (argc > 2 && strcmp(argv[1], "-e") == 0) {
        JSValue v = JS_Eval(r->ctx, argv[2], strlen(argv[2]), "[eval]", JS_EVAL_TYPE_GLOBAL);
        if (JS_IsException(v))
            thaw_uncaught(r->ctx);
        else {
            const char *s = JS_ToCString(r->ctx, v);
            puts(s ? s : "?");
            JS_FreeCString(r->ctx, s);
            JS_FreeValue(r->ctx, v);
        }
        thaw_drain(r->ctx);
    }
    int code = r->exit_code;
    return thaw_runtime_free(r, true) ? 70 : code;
}
