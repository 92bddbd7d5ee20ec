# IMAG'IN from a clone: `make run` and `make test` need python3 (3.11 or later) with its venv module, make and git.
# Everything they install goes into .venv, everything they write into var/.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.SUFFIXES:
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv/bin/python
INSTALLED := .venv/.installed
UV := 0.13.8
# Tells a command where the processes of `make run` are.
RUNNING = { test -e "$${IMAGIN_VAR:-var}/environment" || { echo "Nothing ran here yet: start it with make run" >&2; exit 2; }; } \
	&& set -a && . "$$(realpath "$${IMAGIN_VAR:-var}")/environment"

export PYTHONPATH := $(CURDIR):$(CURDIR)/gen
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help
help: ## Print this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: $(INSTALLED) ## Start everything on http://127.0.0.1:8080 (PORT=… for another port); Ctrl-C stops it
	@PORT="$(PORT)" exec $(VENV) -m tools.run_local

.PHONY: test
test: $(INSTALLED) ## Run the tests (ARGS="tests/kit -k clock" for some of them)
	@exec $(VENV) -m pytest $(ARGS)

.PHONY: test-servers
test-servers: ## Install, as root, the other servers that the tests use when they find them
	@exec bash tools/test_servers.sh

.PHONY: test-debian
test-debian: $(INSTALLED) ## Run the tests of kit and services on the PostgreSQL 15 and the Redis of Debian
	@exec $(VENV) -m tests.on_debian_servers $(ARGS)

.PHONY: bench
bench: $(INSTALLED) ## Measure, on a quiet machine: ARGS=claim_list (see bench/README.md)
	@exec $(VENV) -m bench $(ARGS)

.PHONY: load
load: $(INSTALLED) ## Load a feed into what `make run` runs: FEED=folder (ARGS=--dry-run to try it only)
	@test -n "$(FEED)" || { echo "Say which feed: make load FEED=demo/siec" >&2; exit 2; }
	@$(RUNNING) && exec $(VENV) -m tools.load_feed "$(FEED)" $(ARGS)

.PHONY: command
command: $(INSTALLED) ## Run a command of a service on what `make run` runs: ARGS="expenses count-statuses"
	@test -n "$(ARGS)" || { echo "Say which: make command ARGS=\"expenses count-statuses\"" >&2; exit 2; }
	@$(RUNNING) && exec $(VENV) -m services.$(ARGS)

.PHONY: letters
letters: $(INSTALLED) ## Edit the letters of convocation: SESSION=2026 (EXAM=BGT TO=file.pdf ARGS=--proof)
	@test -n "$(SESSION)" || { echo "Say which session: make letters SESSION=2026" >&2; exit 2; }
	@$(RUNNING) && exec $(VENV) -m tools.edit_letters --session "$(SESSION)" --exam "$(EXAM)" \
		--to "$(or $(TO),var/convocations.pdf)" $(ARGS)

.PHONY: compose
compose: ## Build the images and run them with Docker, on http://127.0.0.1:8080
	@mkdir -p var
	@test -e var/compose.env || (umask 077 && echo "IMAGIN_PASSWORD=$$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" > var/compose.env)
	@exec docker compose --env-file var/compose.env up --build

.PHONY: proto
proto: $(INSTALLED) ## Regenerate gen/ from proto/
	@exec $(VENV) -m tools.generate_proto

.PHONY: baseline
baseline: $(INSTALLED) ## At a release: take the contracts as those that nothing may break any more
	@exec $(VENV) -m tools.generate_proto --baseline

.PHONY: lint
lint: $(INSTALLED) ## Check style and imports (contracts are checked by the tests)
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@.venv/bin/lint-imports --no-cache

.PHONY: format
format: $(INSTALLED) ## Put the code in its usual form
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

.PHONY: lock
lock: ## Compile requirements/*.in into locks with hashes
	@$(PYTHON) -m venv var/lock
	@var/lock/bin/pip install --quiet uv==$(UV)
	@for name in service gateway development; do \
		var/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
			--no-emit-index-url --no-emit-find-links -o requirements/$$name.txt requirements/$$name.in || exit 1; \
	done
	@rm -rf var/lock

.PHONY: clean
clean: ## Remove what `make run` wrote: databases, mails, files, passwords
	@rm -rf var

.PHONY: clean-all
clean-all: clean ## Remove the installed packages and every cache too
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A newer lock installs again; a half-done install has no stamp and is done again.
$(INSTALLED): requirements/development.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "IMAG'IN needs Python 3.11 or later; name one with: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing. On Debian, as root: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the packages of requirements/development.txt into .venv (a minute, once)"
	@$(PYTHON) -m venv .venv
	@$(VENV) -m pip install --quiet --require-hashes -r requirements/development.txt
	@touch $(INSTALLED)
