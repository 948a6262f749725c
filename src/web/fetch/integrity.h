/* SPDX-License-Identifier: MIT
 * Subresource Integrity: whether bytes are those whose digests a request names. */
#ifndef THAW_WEB_FETCH_INTEGRITY_H
#define THAW_WEB_FETCH_INTEGRITY_H

#include "web/file/bytes.h"

/* "sha256-... sha512-...": the strongest kind counts, and one match is enough; what names no known kind is passed over.
 * 0 if they don't match, 1 if they do or nothing is asked for, -ENOMEM. */
THAW_MUST_USE int thaw_integrity_matches(thaw_slice metadata, const thaw_bytes *bytes);

#endif
