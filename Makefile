# What a developer does here, by name; `make` alone lists it. Needs Python 3.11 or newer with venv, git and make:
# everything else comes from the lock files into .venv and client/node_modules.

PYTHON ?= python3
# More words for the program or the tests: make run ARGS=--with-guests, make test-server ARGS="-k lobby".
ARGS ?=
# How long `make soak` loads the server.
MINUTES ?= 60

PY := .venv/bin/python
PACKAGES := rooms media server care
NODE := $(PY) hatch_build.py --node
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK = $(PY) -m uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
PYTEST := $(PY) -X dev -m pytest
# Enough for two cores; one worker per file, since a module shares its database.
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder
SCREENS := tests/e2e/test_every_screen.py tests/e2e/test_every_screen_on_the_way.py
CLIENT_SOURCES := $(shell find client -path client/node_modules -prune -o -path client/dist -prune -o -type f -print)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check fmt bench fuzz soak dev lock clean client protocol \
        test-python test-rooms test-media test-server test-care test-client test-e2e test-screens test-faults \
        test-network test-aside check-python types-python check-client check-generated check-locks system-packages \
        dev-server dev-client

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime client/dist/sources.sha256 ## start a demo practice and print its links (ARGS=--with-guests)
	@$(PY) -m server demo $(ARGS)

dev: .venv/dev client/dist/sources.sha256 ## as run, with the server restarted and the client rebuilt on change
	@$(MAKE) --no-print-directory -j 2 dev-server dev-client

dev-server: .venv/dev
	@$(PY) -m watchfiles --filter python --sigint-timeout 30 "$(PY) -m server demo $(ARGS)" $(PACKAGES)

dev-client: .venv/dev
	@$(NODE) node_modules/vite/bin/vite.js build --watch

# Each run of pytest under `make test` adds what it left out, and why.
test: export HEARTH_TEST_LEFT_OUT := $(CURDIR)/.venv/left-out
test: .venv/dev system-packages ## everything: checks, unit, server, client, browser, fault and network tests
	@rm -f "$$HEARTH_TEST_LEFT_OUT"
	@$(MAKE) --no-print-directory --jobs=2 test-python test-aside
	@$(MAKE) --no-print-directory test-e2e test-screens test-faults test-network
	@if [ -s "$$HEARTH_TEST_LEFT_OUT" ]; then \
	    echo "What could run has passed. Left out on this machine:"; cat "$$HEARTH_TEST_LEFT_OUT"; \
	else echo "All tests passed."; fi

check: check-locks check-python types-python check-client check-generated ## formatting, lint, types, import arrows, generated files

check-python: .venv/dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	.venv/bin/lint-imports --no-logo

types-python: .venv/dev
	$(PY) -m mypy --strict $(addprefix -p ,$(PACKAGES) hearth_client)

check-client: .venv/dev
	$(NODE) node_modules/typescript-native/bin/tsc --noEmit
	$(NODE) node_modules/eslint/bin/eslint.js --max-warnings=0 .

check-generated: .venv/dev
	$(PY) -m server.protocol_docs --check

check-locks: # a lock names versions and hashes; where a package comes from is each machine's own setting
	@! grep -nE '"resolved"|--(extra-)?index-url|--find-links|files\.pythonhosted|registry\.npmjs' \
	    client/package-lock.json deploy/*.lock

test-python: .venv/dev client/dist/sources.sha256 ## all Python tests that need no browser and break nothing
	$(PYTEST) tests --ignore tests/e2e --ignore tests/faults --ignore tests/network \
	    --ignore tests/bench $(PARALLEL) $(ARGS)

test-rooms: .venv/dev ## the rules, without I/O
	$(PYTEST) tests/rooms $(PARALLEL) $(ARGS)

test-media: .venv/dev ## packets over an in-memory wire
	$(PYTEST) tests/media $(PARALLEL) $(ARGS)

test-server: .venv/dev ## the gateway, the stores, several processes; real PostgreSQL and Redis
	$(PYTEST) tests/server $(PARALLEL) $(ARGS)

test-care: .venv/dev ## the programme around the room
	$(PYTEST) tests/care $(PARALLEL) $(ARGS)

test-client: .venv/dev ## the browser client under Vitest
	$(NODE) node_modules/vitest/vitest.mjs run $(ARGS)

test-e2e: .venv/dev client/dist/sources.sha256 system-packages ## real browsers against a real server
	$(PYTEST) tests/e2e $(SCREENS:%=--ignore %) $(ARGS)

# These look and hardly hurry, so they may share the machine.
test-screens: .venv/dev client/dist/sources.sha256 system-packages ## axe on every screen (pictures: SCREENSHOTS=docs/screenshots)
	$(PYTEST) $(SCREENS) $(PARALLEL) $(ARGS)

test-faults: .venv/dev client/dist/sources.sha256 ## processes killed, links cut, floods: the short ones
	$(PYTEST) tests/faults -m "not long" $(ARGS)

test-network: .venv/dev client/dist/sources.sha256 system-packages ## browsers on networks that fail: the short ones; needs root for namespaces
	$(PYTEST) tests/network -m "not long" $(ARGS)

# Where the Python tests wait, these work; what they say comes in one piece at their end.
test-aside: ASIDE := .venv/test-aside.log
test-aside: .venv/dev
	@nice -n 10 $(MAKE) --no-print-directory check test-client >$(ASIDE) 2>&1 && cat $(ASIDE) || { cat $(ASIDE); exit 1; }

soak: .venv/dev client/dist/sources.sha256 ## the long fault and load runs (MINUTES=60)
	$(PYTEST) tests/faults tests/network -m long -s --timeout 0 $(ARGS)
	$(PY) -m tests.bench soak --minutes $(MINUTES)

fuzz: .venv/dev ## fuzz offers, packets and the port, ten minutes each (ARGS="--seconds 60 rtcp_packet")
	$(PY) -m tests.fuzz $(ARGS)

bench: .venv/dev ## measure; prints ratios and figures (ARGS=what)
	$(PY) -m tests.bench $(ARGS)

fmt: .venv/dev ## format, and mend what the linters can mend
	$(PY) -m ruff check --fix --exit-zero .
	$(PY) -m ruff format .
	$(NODE) node_modules/eslint/bin/eslint.js --fix .

protocol: .venv/dev ## write docs/protocol.md and client/src/protocol.ts from the code
	$(PY) -m server.protocol_docs

client: client/dist/sources.sha256 ## build the browser client into client/dist

lock: .venv/bin/uv ## bring the locks up to pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(LOCK) pyproject.toml --extra cluster -o deploy/requirements.lock
	$(LOCK) --group build -o deploy/requirements-build.lock
	$(LOCK) pyproject.toml --extra cluster --group dev -c deploy/requirements.lock -c deploy/requirements-build.lock \
	    -o deploy/requirements-dev.lock

clean: ## remove everything that make made
	rm -rf .venv client/node_modules client/dist dist build .mypy_cache .ruff_cache .pytest_cache \
	    .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system-packages: .venv/dev # browsers, a TURN server and the like, by apt where that is possible
	@tests/system/install.sh

# An empty environment; each lock installed into it leaves a file of its own, newer than the lock.
.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Hearth needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
	    || { echo "Could not make .venv. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

.venv/bin/uv: | .venv/made
	@$(PY) -m pip install --quiet uv

.venv/runtime: .venv/made deploy/requirements.lock deploy/requirements-build.lock
	@echo "Installing what Hearth runs on …"
	@$(PIP) -r deploy/requirements.lock -r deploy/requirements-build.lock
	@touch $@

.venv/dev: .venv/made deploy/requirements-dev.lock
	@echo "Installing what Hearth is developed with …"
	@$(PIP) -r deploy/requirements-dev.lock
	@touch $@ .venv/runtime

# hatch_build.py compares digests, and builds only when a source truly changed.
client/dist/sources.sha256: .venv/runtime hatch_build.py $(CLIENT_SOURCES)
	@$(PY) hatch_build.py
	@touch $@
