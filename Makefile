# `make demo` for a look, `make test` before a commit. Each target sets up what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

CARGO ?= cargo
NPM := npm --prefix web --no-audit --no-fund
NODE_MODULES := web/node_modules/.installed
# They wait for disks, sockets and each other more than they work.
STORIES_AT_ONCE ?= 6
# A clean clone has nothing to build upon: the compiler's notes for next time would only fill its disk.
ifeq ($(wildcard $(or $(CARGO_TARGET_DIR),target)/debug/incremental/*),)
test: export CARGO_INCREMENTAL ?= 0
endif
WEB_BUILT := web/node_modules/.built
WEB_SOURCES = $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -path 'web/e2e/*' 2>/dev/null)

.PHONY: help demo encoder cluster web test test-rust test-web test-api test-e2e lint fmt openapi openapi-check bench quality deb torture fuzz screenshots clean

help: ## Show what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  \1|/' | column -t -s '|'

demo: tools $(WEB_BUILT) ## Build everything and run the demo shop (ARGS=--no-simulator for a quiet one)
	ZHANGGUI_ENCODER=$$(tools/encoder) $(CARGO) run --quiet -- demo $(ARGS)

encoder: tools ## Fetch the sentence encoder's weights, once, and print where they lie
	@tools/encoder

cluster: tools $(WEB_BUILT) ## Run two processes on PostgreSQL, NATS and a bucket behind a proxy (PORT=8800)
	tools/need postgresql nats haproxy
	$(CARGO) build --quiet --workspace --bins
	tools/cluster

web: tools $(WEB_BUILT) ## Build the pages into web/dist

test: tools ## Everything that must pass: format, lints, tests of server and pages, API drift, browser
	$(MAKE) fmt-check
	$(MAKE) test-web
	$(MAKE) lint-rust
	$(MAKE) test-rust
	$(MAKE) openapi-check
	$(MAKE) test-api
	$(MAKE) test-e2e

.PHONY: fmt-check lint-rust lint-web
fmt-check: $(NODE_MODULES)
	$(CARGO) fmt --all --check
	$(NPM) run format:check

test-rust: ## Tests of the server, on SQLite and on PostgreSQL
	tools/need postgresql nats pebble dovecot
	ZHANGGUI_ENCODER=$$(tools/encoder) RUST_TEST_THREADS=$(STORIES_AT_ONCE) $(CARGO) test --workspace

test-web: lint-web $(WEB_BUILT) ## Tests of the pages, and their size budgets
	$(NPM) run test

test-api: ## Every role sends nonsense to every operation, answers are held against openapi.json; two processes talk
	tools/need schemathesis postgresql nats haproxy
	$(CARGO) build --quiet --workspace --bins
	tools/api-fuzz
	tools/cluster --once

test-e2e: $(WEB_BUILT) ## A browser plays buyer and agent
	tools/need chromium fonts
	$(CARGO) build --quiet
	$(NPM) run e2e

lint: lint-rust lint-web ## Lints and types

lint-rust:
	$(CARGO) clippy --workspace --all-targets -- -D warnings

lint-web: $(NODE_MODULES)
	$(NPM) run lint
	$(NPM) run typecheck

fmt: $(NODE_MODULES) ## Format everything
	$(CARGO) fmt --all
	$(NPM) run format

openapi: $(NODE_MODULES) ## Write openapi.json from the code, and the TypeScript client from it
	$(CARGO) run --quiet -- openapi > openapi.json
	$(NPM) run generate --workspace api

openapi-check: $(NODE_MODULES)
	tools/openapi-check

bench: tools ## Measure the server against the bare path (ARGS='desk' for one scenario at full size)
	ZHANGGUI_ENCODER=$$(tools/encoder) $(CARGO) run --quiet --release -- bench $(or $(ARGS),--all --quick --floors bench/floors.toml)

quality: tools ## Measure the answer engine on the data beside the project (ARGS='faq --seeds 10')
	ZHANGGUI_ENCODER=$$(tools/encoder) $(CARGO) run --quiet --release -p zg-quality -- $(ARGS)

deb: tools $(WEB_BUILT) ## Build the Debian package into target/
	$(CARGO) build --quiet --release --bin zhanggui
	tools/deb $${CARGO_TARGET_DIR:-target}/release/zhanggui target $$(tools/encoder)

torture: tools ## Kill, freeze and starve real servers and fill their disk while people write (MINUTES=60 for each store, or ARGS='--store cluster --seed 7')
	tools/need postgresql nats
	$(CARGO) build --quiet --release --workspace --bins
ifdef ARGS
	$(CARGO) run --quiet --release --package zg-load -- $(ARGS)
else
	for store in sqlite postgres cluster; do \
		$(CARGO) run --quiet --release --package zg-load -- --minutes $(or $(MINUTES),5) --store $$store || exit 1; \
	done
endif

fuzz: tools ## Feed nonsense to the API and to what reads the words, frames and files of strangers (FUZZ_SECONDS=600 for each target)
	tools/need fuzz schemathesis
	$(CARGO) build --quiet
	tools/api-fuzz --thorough --stateful --examples 30 --seed $$RANDOM
	tools/fuzz $(or $(FUZZ_SECONDS),60)

screenshots: $(WEB_BUILT) ## Take the README's pictures from the running demo
	tools/need chromium fonts
	$(CARGO) build --quiet
	$(NPM) run screenshots

clean: ## Remove what was built, but no data
	$(CARGO) clean
	rm -rf web/dist web/node_modules web/*/node_modules

# `npm ci` refuses a lock file without download addresses for other platforms' optional parts; `install
# --no-save` takes the same versions and leaves the lock file alone.
# Modules anew only when the lock file changed, pages only when their sources did.
$(NODE_MODULES): web/package-lock.json
	$(NPM) install --no-save
	touch $@

$(WEB_BUILT): $(NODE_MODULES) $(WEB_SOURCES)
	$(NPM) run build
	touch $@

.PHONY: tools
tools:
	@tools/need cargo node
