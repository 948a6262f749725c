/* SPDX-License-Identifier: MIT
 * What `thaw freeze` tells: tiers, recorded inputs with source lines, refusals. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/freeze/freeze.h"
#include "cli/inputs_json.h"

static int print_input(void *opaque, const thaw_input_entry *e)
{
    thaw_slice name = e->kind == THAW_INPUT_LOCATION ? thaw_slice_of(opaque) : e->name;
    printf("  %-22s %-28.*s %.*s%s\n", thaw_input_kind_name(e->kind), (int)name.len, name.ptr, (int)e->where.len,
           e->where.ptr,
           e->absent     ? "  (absent)"
           : e->accepted ? "  (accepted)"
                         : "");
    return 0;
}

static void print_lines(const thaw_buf *lines, const char *prefix)
{
    for (const char *p = lines->data; p && *p;) {
        size_t n = strcspn(p, "\n");
        printf("%s%.*s\n", prefix, (int)n, p);
        p += n + (p[n] == '\n');
    }
}

static const thaw_freeze_tier *warmest_reached(const thaw_freeze_report *r)
{
    for (int i = THAW_FREEZE_TIERS - 1; i > 0; i--) {
        if (r->tier[i].reached)
            return &r->tier[i];
    }
    return &r->tier[0];
}

static void print_text(const thaw_freeze_plan *plan, const thaw_freeze_report *report, double megabytes)
{
    printf("%s: %.1f MB, as %s\n", plan->out, megabytes, plan->main);
    for (int i = THAW_FREEZE_TIERS - 1; i >= 0; i--) {
        const thaw_freeze_tier *t = &report->tier[i];
        if (t->reached)
            printf("tier %-5s %s\n", thaw_tier_name((thaw_tier_kind)(THAW_TIER_BASE + i)),
                   t->written ? "kept" : "refused:");
        if (!t->written)
            print_lines(&t->refusal, "  ");
    }
    const thaw_freeze_tier *all = warmest_reached(report);
    size_t before = all->inputs.len;
    if (before) {
        puts("inputs, checked at every start:");
        if (thaw_inputs_each(all->inputs.data, all->inputs.len, print_input, (void *)(uintptr_t)plan->root) != 0)
            puts("  (unreadable)");
    }
    print_lines(&report->notes, "note: ");
}

static void print_json(const thaw_freeze_plan *plan, const thaw_freeze_report *report, long long size)
{
    THAW_AUTO(thaw_buf) out = thaw_buf_of(256 << 20);
    thaw_buf_puts(&out, "{\"file\":");
    thaw_buf_json_string(&out, thaw_slice_of(plan->out));
    thaw_buf_printf(&out, ",\"size\":%lld,\"program\":", size);
    thaw_buf_json_string(&out, thaw_slice_of(plan->main));
    thaw_buf_puts(&out, ",\"tiers\":[");
    for (int i = THAW_FREEZE_TIERS - 1, n = 0; i >= 0; i--) {
        const thaw_freeze_tier *t = &report->tier[i];
        if (!t->reached)
            continue;
        thaw_buf_printf(&out, "%s{\"tier\":\"%s\",\"kept\":%s,\"refused\":", n++ ? "," : "",
                        thaw_tier_name((thaw_tier_kind)(THAW_TIER_BASE + i)), t->written ? "true" : "false");
        thaw_buf_json_string(&out, (thaw_slice){ t->refusal.data ? t->refusal.data : "", t->refusal.len });
        thaw_buf_puts(&out, ",\"inputs\":");
        if (thaw_inputs_json(&out, (thaw_slice){ t->inputs.data, t->inputs.len }) != 0)
            return;
        thaw_buf_putc(&out, '}');
    }
    thaw_buf_printf(&out, "],\"modules\":%s,\"notes\":", report->modules.data ? report->modules.data : "[]");
    thaw_buf_json_string(&out, (thaw_slice){ report->notes.data ? report->notes.data : "", report->notes.len });
    thaw_buf_puts(&out, "}\n");
    if (out.data && !thaw_buf_error(&out))
        fputs(out.data, stdout);
}

void thaw_freeze_print(const thaw_freeze_plan *plan, const thaw_freeze_report *report)
{
    struct stat st = { 0 };
    if (stat(plan->out, &st) < 0)
        st.st_size = 0;
    if (plan->json)
        print_json(plan, report, (long long)st.st_size);
    else
        print_text(plan, report, (double)st.st_size / 1e6);
    fflush(stdout);
}
