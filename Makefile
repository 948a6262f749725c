# Thaw. `make help` lists the targets. Everything is built under build/, fetched things stay under .cache/.
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
LAUNCHER := $(if $(shell command -v ccache),-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
build = cmake --preset $(1) $(LAUNCHER) >build/$(1).log 2>&1 && cmake --build --preset $(1) -j$(JOBS) $(if $(2),--target $(2)) \
	>>build/$(1).log 2>&1 || { tail -n 60 build/$(1).log; exit 1; }

.PHONY: all deps tool-deps demo-deps demo test test-all wpt wpt-report asan gcstress jscheck check bench fuzz install clean help

all: deps ## the release executable, build/thaw (debug information in build/thaw.debug)
	@$(call build,release,thaw)
	@tools/strip_release build/release/thaw build/release/thaw.stripped build/thaw.debug
	@[ build/thaw -nt build/release/thaw.stripped ] || build/release/thaw.stripped freeze --runtime -o build/thaw

deps:
	@mkdir -p build
	@deps/fetch

tool-deps:
	@mkdir -p build
	@deps/fetch --tools

demo-deps:
	@mkdir -p build
	@deps/fetch --demo

demo: all demo-deps ## freeze examples/orders and let it answer an API Gateway event on the emulator
	@tools/demo build/thaw

test: all ## every test: release, debug, asan and gcstress builds
	@$(call build,release,thaw_unit)
	@$(call build,debug)
	@$(call build,asan)
	@$(call build,gcstress)
	@tools/run_tests release debug asan gcstress

wpt: all ## the web-platform-tests, compared with test/wpt/expectations
	@tools/wpt run

wpt-report: all ## what passes per directory, beside Node, Bun and Deno: build/wpt-report.json, docs/conformance.md
	@tools/wpt report

test-all: test ## the same, and what takes too long for that (npm fetches other programs)
	@tools/run_tests long

asan gcstress: deps ## build with ASan and UBSan (gcstress: collect at every allocation too) and test that
	@$(call build,$@)
	@tools/run_tests $@

jscheck: deps ## compile with the engine's check of value ownership (the result does not run)
	@$(call build,jscheck)

check: tool-deps ## format, layers, headers, banned functions, complexity, clang-tidy
	@$(call build,debug)
	@tools/check
	@tools/tidy build/debug

bench: all demo-deps ## tables of start, memory and speed beside other runtimes; build/bench.json
	@python3 bench/startup/startup.py build/thaw build/bench.json
	@python3 bench/web/web.py build/thaw build/bench.json

fuzz: tool-deps ## make fuzz F=name [SECONDS=60]: run one fuzz target over a copy of its corpus
	@test -n "$(F)" || { echo "usage: make fuzz F=name, with name one of:"; ls test/fuzz/*.c | sed 's/.*fuzz_\(.*\)\.c/  \1/'; exit 2; }
	@$(call build,fuzz,fuzz_$(F))
	@mkdir -p build/fuzz/$(F).corpus
	build/fuzz/fuzz_$(F) -max_total_time=$(or $(SECONDS),60) build/fuzz/$(F).corpus test/fuzz/corpus/$(F)

install: all ## install build/thaw under PREFIX (/usr/local)
	install -D -m 755 build/thaw $(DESTDIR)$(PREFIX)/bin/thaw

clean: ## remove build/ (not the downloads in .cache/)
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z -]*:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile
