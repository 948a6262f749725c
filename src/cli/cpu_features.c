/* SPDX-License-Identifier: MIT
 * OpenSSL asks the processor for its features twice: from .init, before main, and when the library is first used
 * (OPENSSL_init_crypto). On a virtual machine each CPUID instruction traps into the hypervisor; the first time alone
 * costs some 60 microseconds of every start, of which most use no cryptography. The linker leads both calls here
 * (--wrap), and the one before main is passed over. SHA-256 of the recorded inputs, the one thing that runs without
 * OPENSSL_init_crypto, then takes the code that every x86-64 can run. */
#include "loop/process.h"

void __real_OPENSSL_cpuid_setup(void);
void __wrap_OPENSSL_cpuid_setup(void);

void __wrap_OPENSSL_cpuid_setup(void)
{
    if (thaw_the_process.start_ns)
        __real_OPENSSL_cpuid_setup();
}
