PYTHON ?= python3
PORT ?= 8000
PYTEST_ARGS ?=
BENCH_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TRANSLATIONS := $(wildcard center/translations/*/LC_MESSAGES/messages.po)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint types fmt check bench texts

help: ## Say what each target does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  \1\t/' | expand -t 12

setup: $(READY) ## Make .venv with everything, compile the translations

$(READY): pyproject.toml constraints.txt $(TRANSLATIONS)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/pybabel --quiet compile -d center/translations
	touch $(READY)

run: setup ## Serve the center with sample data (PORT=8123 make run)
	$(BIN)/center demo --port $(PORT)

test: setup ## Run the tests on both databases
	$(BIN)/pytest -n auto --dist loadgroup $(PYTEST_ARGS)

lint: setup ## Look for faults in code and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates

types: setup ## Check the types
	$(BIN)/mypy

fmt: setup ## Format the code
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

texts: setup ## Collect the texts of pages and mails for translation
	mkdir -p build
	$(BIN)/pybabel --quiet extract -F babel.cfg -k _l -k lazy_gettext --no-location --sort-output -o build/messages.pot .
	$(BIN)/pybabel --quiet update -i build/messages.pot -d center/translations --no-fuzzy-matching --ignore-obsolete

check: lint types test ## All that CI runs

bench: setup ## Measure pages, feeds and bookings as multiples of bare applications (BENCH_ARGS="--quick")
	$(BIN)/python -m tests.bench $(BENCH_ARGS)
