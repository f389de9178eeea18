# SPDX-License-Identifier: GPL-3.0-or-later
# make install, uninstall, dist, and what belongs to a release. The GNU directories can be given, and DESTDIR.

prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datarootdir ?= $(prefix)/share
datadir ?= $(datarootdir)
mandir ?= $(datarootdir)/man
docdir ?= $(datarootdir)/doc/pdz
pkgconfigdir ?= $(libdir)/pkgconfig
bashcompletiondir ?= $(datadir)/bash-completion/completions
zshcompletiondir ?= $(datadir)/zsh/site-functions
fishcompletiondir ?= $(datadir)/fish/vendor_completions.d
INSTALL ?= install
INSTALL_PROGRAM ?= $(INSTALL) -m 755
INSTALL_DATA ?= $(INSTALL) -m 644

# Until 1.0 any minor version may change the library's interface, so it is in the soname.
SONAME := libpdz.so.$(basename $(VERSION))
SHARED := $(BUILD)/libpdz.so.$(VERSION)
NAMES := $(notdir $(PROGRAMS))
COMPLETIONS := $(NAMES:%=$(BUILD)/completion/%) $(NAMES:%=$(BUILD)/completion/_%) $(NAMES:%=$(BUILD)/completion/%.fish)
PAGES := $(wildcard cmd/*.1 cmd/*.5 cmd/*.7)
HEADERS := $(wildcard include/pdz/*.h)

# A name with a blank is two names for make and the shell, a relative one is of another folder for each command.
PLACES := bindir libdir includedir datadir mandir docdir pkgconfigdir bashcompletiondir zshcompletiondir fishcompletiondir
UNFIT := ' " ` \ & ; * ? < > | $$ ( ) [ ]
unfit = $(if $(word 2,x$($(1))),1)$(filter-out /%,$($(1)))$(foreach c,$(UNFIT),$(findstring $(c),$($(1))))
places:
	@:$(foreach p,DESTDIR $(PLACES),$(if $(strip $(call unfit,$(p))),$(error $(p) must be absolute, without blanks and what the shell reads as a sign: $($(p)))))

.PHONY: places installable release-check api install install-programs install-library uninstall dist shared completions symbols

# Documents beside the programs: their links lead to what is installed; what else they link to is named only.
DOCUMENTS := README.md CHANGELOG.md SECURITY.md
LINKS = -e 's@/usr/local/share/doc/pdz@$(docdir)@g' -e 's@\]\(schemas/@]($(datadir)/pdz/schemas/@g' \
	-e 's@\[([^]]*)\]\((include|docs|tests|lib|cmd|CONTRIBUTING|CODE_OF_CONDUCT)[^)]*\)@\1@g'

# What make install puts in place: to be built by whoever owns the tree, before root installs.
installable: $(PROGRAMS) $(SHARED) $(BUILD)/installed/libpdz.a $(BUILD)/pdz.pc $(COMPLETIONS)

shared: $(SHARED)
completions: $(COMPLETIONS)

# What the headers name is exported, and nothing else.
$(BUILD)/libpdz.map: $(BUILD)/libpdz.a $(HEADERS) packaging/exports
	CC="$(CC)" packaging/exports $< PDZ_$(basename $(VERSION)) > $@.new && mv $@.new $@

$(SHARED): $(LIB_OBJECTS) $(BUILD)/libpdz.map
	$(CC) $(CFLAGS) $(filter-out -pie,$(LDFLAGS)) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=$(BUILD)/libpdz.map \
		-Wl,--no-undefined -Wl,--as-needed -o $@ $(LIB_OBJECTS) $(LDLIBS)

# Written only where it would be another: what root installed the next user can build upon.
$(BUILD)/pdz.pc: packaging/pdz.pc.in Makefile packaging/install.mk always
	@text=$$(sed -e 's|@prefix@|$(prefix)|; s|@libdir@|$(libdir)|; s|@includedir@|$(includedir)|; s|@version@|$(VERSION)|' \
		-e 's|@libs@|$(LDLIBS)|' $<) && { [ "$$text" = "$$(cat $@ 2>/dev/null)" ] || echo "$$text" >$@; }

# What the Debian package promises to export; make install-check compares. Read the difference: what goes
# or changes after a release needs a new minor version.
symbols: $(BUILD)/libpdz.map
	awk 'BEGIN { print "$(SONAME) libpdz$(basename $(VERSION)) #MINVER#"; print "* Build-Depends-Package: libpdz-dev"; v = "PDZ_$(basename $(VERSION))"; print " " v "@" v " $(VERSION)" } \
		/^\tpdz_/ { sub(/;/, ""); print " " $$1 "@" v " $(VERSION)" }' $< > debian/libpdz$(basename $(VERSION)).symbols

# From the options that the programs themselves list.
$(BUILD)/completion/%.fish: $(BUILD)/% packaging/completion.awk
	@mkdir -p $(@D)
	$(RUN) $< --help --lang en | LC_ALL=C awk -v shell=fish -f packaging/completion.awk > $@
$(BUILD)/completion/_%: $(BUILD)/% packaging/completion.awk
	@mkdir -p $(@D)
	$(RUN) $< --help --lang en | LC_ALL=C awk -v shell=zsh -f packaging/completion.awk > $@
$(BUILD)/completion/%: $(BUILD)/% packaging/completion.awk
	@mkdir -p $(@D)
	$(RUN) $< --help --lang en | LC_ALL=C awk -v shell=bash -f packaging/completion.awk > $@

install: install-programs install-library

install-programs: places $(PROGRAMS) $(COMPLETIONS)
	$(INSTALL) -d $(addprefix $(DESTDIR),$(bindir) $(mandir)/man1 $(mandir)/man5 $(mandir)/man7 $(datadir)/pdz/schemas $(docdir)/examples \
		$(bashcompletiondir) $(zshcompletiondir) $(fishcompletiondir))
	$(INSTALL_PROGRAM) $(PROGRAMS) $(DESTDIR)$(bindir)
	for page in $(PAGES); do \
		to=$(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/} && sed 's|^\(.*Pa \)schemas/|\1$(datadir)/pdz/schemas/|' $$page > $$to && chmod 644 $$to || exit 1; \
	done
	$(INSTALL_DATA) schemas/*.json $(DESTDIR)$(datadir)/pdz/schemas
	$(INSTALL_DATA) COPYING AUTHORS $(DESTDIR)$(docdir)
	for page in $(DOCUMENTS); do \
		sed -E $(LINKS) $$page > $(DESTDIR)$(docdir)/$$page && chmod 644 $(DESTDIR)$(docdir)/$$page || exit 1; \
	done
	cp -R examples/. $(DESTDIR)$(docdir)/examples
	chmod -R u=rwX,go=rX $(DESTDIR)$(docdir)/examples
	$(INSTALL_DATA) $(NAMES:%=$(BUILD)/completion/%) $(DESTDIR)$(bashcompletiondir)
	$(INSTALL_DATA) $(NAMES:%=$(BUILD)/completion/_%) $(DESTDIR)$(zshcompletiondir)
	$(INSTALL_DATA) $(NAMES:%=$(BUILD)/completion/%.fish) $(DESTDIR)$(fishcompletiondir)

# The static library as it is installed: without what gcc keeps for link-time optimisation, which
# fits no other compiler and differs from build to build.
OBJCOPY ?= objcopy
$(BUILD)/installed/libpdz.a: $(LIB_OBJECTS)
	@rm -rf $(@D) && mkdir -p $(@D)
	for o in $(LIB_OBJECTS:$(BUILD)/%=%); do \
		$(OBJCOPY) -R '.gnu.lto_*' -R '.gnu.debuglto_*' $(BUILD)/$$o $(@D)/$$(echo $$o | tr / -) || exit 1; \
	done
	cd $(@D) && $(AR) rcsD libpdz.a *.o

install-library: places $(SHARED) $(BUILD)/installed/libpdz.a $(BUILD)/pdz.pc
	$(INSTALL) -d $(addprefix $(DESTDIR),$(libdir) $(includedir)/pdz $(pkgconfigdir))
	$(INSTALL_DATA) $(SHARED) $(BUILD)/installed/libpdz.a $(DESTDIR)$(libdir)
	ln -sf $(notdir $(SHARED)) $(DESTDIR)$(libdir)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(libdir)/libpdz.so
	$(INSTALL_DATA) $(HEADERS) $(DESTDIR)$(includedir)/pdz
	$(INSTALL_DATA) $(BUILD)/pdz.pc $(DESTDIR)$(pkgconfigdir)
	[ -n "$(DESTDIR)" ] || [ "$$(id -u)" != 0 ] || ldconfig || echo "run ldconfig, so that programs find libpdz"

uninstall: places
	cd $(DESTDIR)/ && rm -f $(patsubst /%,%,$(NAMES:%=$(bindir)/%) $(addprefix $(mandir)/man1/,$(notdir $(filter %.1,$(PAGES)))) \
		$(addprefix $(mandir)/man5/,$(notdir $(filter %.5,$(PAGES)))) \
		$(addprefix $(mandir)/man7/,$(notdir $(filter %.7,$(PAGES)))) $(NAMES:%=$(bashcompletiondir)/%) \
		$(NAMES:%=$(zshcompletiondir)/_%) $(NAMES:%=$(fishcompletiondir)/%.fish) $(pkgconfigdir)/pdz.pc \
		$(addprefix $(libdir)/,libpdz.a libpdz.so $(SONAME) $(notdir $(SHARED))))
	rm -rf $(DESTDIR)$(datadir)/pdz $(DESTDIR)$(docdir) $(DESTDIR)$(includedir)/pdz

# The tree of the last commit, the same bytes whoever packs it.
dist:
	@mkdir -p $(BUILD)
	git -c tar.umask=0002 archive --format=tar --prefix=pdz-$(VERSION)/ HEAD | gzip -9n > $(BUILD)/pdz-$(VERSION).tar.gz
	cd $(BUILD) && sha256sum pdz-$(VERSION).tar.gz | tee pdz-$(VERSION).tar.gz.sha256

# Licence, versions, catalogue entry, and that a checkout and a tarball are the same bytes everywhere.
release-check:
	$(part) tests/release

# Pages of the library's interface, from its headers.
api:
	@command -v doxygen >/dev/null || { echo "api: doxygen is not there (tests/deps lint)"; exit 1; }
	@mkdir -p $(BUILD)
	(cat packaging/Doxyfile; echo OUTPUT_DIRECTORY=$(BUILD)/api PROJECT_NUMBER=$(VERSION) | tr ' ' '\n') | doxygen -
	@echo "$(BUILD)/api/html/index.html"
