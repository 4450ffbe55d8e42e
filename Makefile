# What one does with this checkout. `make demo` and `make test` need only Python 3.11 or newer, make and git.

PY := .venv/bin/python
TEST_HOME := .test-home
# Tests run in this many processes; more than the machine's cores only slows the real servers down.
WORKERS ?= 2

.PHONY: demo install install-dev test lint check bench shots messages lock clean

demo: install
	@$(PY) -m handrail demo

install:
	@.ci/install run

install-dev:
	@.ci/install dev

# Everything, from a bare machine on: packages, checks, tests.
test: install-dev
	@.ci/system
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory check

lint: install-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	HANDRAIL_HOME=$(TEST_HOME) $(PY) -m mypy

check: install-dev
	$(PY) -m pytest -n $(WORKERS) --dist loadfile -rs

bench: install-dev
	$(PY) -m bench

shots: install-dev
	PYTHONPATH=src:tests $(PY) -m browser.shots

# Gather what translators translate into the catalogues, after a change of words.
messages: install-dev
	.ci/messages

# Write the locked versions anew, after a change in pyproject.toml.
lock:
	.ci/lock

clean:
	rm -rf .venv $(TEST_HOME) build dist
