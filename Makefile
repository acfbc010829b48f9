# make run, make test, make check; `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help
.PHONY: help run test check bench bench-imports scale kill attack prepare browser clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/ready prepare ## set up, make the sample register, open the app
	$(BIN)/streamlit run dashboard.py --server.headless false --server.showEmailPrompt false

prepare: $(VENV)/ready ## make and migrate the sample register (a new one is filled with invented data)
	@mkdir -p static
	$(BIN)/python -m data prepare

test: $(VENV)/ready-dev browser ## set up and run every test, the browser tests in real Chromium included
	@mkdir -p static
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadscope --no-loadscope-reorder

bench: $(VENV)/ready-dev browser ## measure the app at 10,000 to 1,000,000 actors, 1 to 100 sessions; BENCH=--quick in 3 minutes
	@mkdir -p static
	$(BIN)/python -m tests.bench $(BENCH)

bench-imports: $(VENV)/ready-dev ## measure imports: rows per second and memory beside the bare read of the same file
	$(BIN)/python -m tests.bench.imports

scale: $(VENV)/ready-dev ## ten regencies of 100,000 actors on two PostgreSQL clusters, and the data layer's tests on one
	$(BIN)/python -m tests.bench.scale

kill: $(VENV)/ready-dev ## kill an import of 20,000 rows at 50 random moments (the tests do 5)
	DAMPING_KILLS=50 $(BIN)/python -m pytest tests/test_kill.py

attack: $(VENV)/ready-dev ## attack the releases of 200 invented registers (the tests do 24)
	DAMPING_REGISTERS=200 $(BIN)/python -m pytest tests/test_disclosure.py --numprocesses=auto --maxprocesses=4

check: $(VENV)/ready-dev ## ruff, mypy on data and geo, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

browser: $(VENV)/ready-dev
	@command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null \
		|| $(BIN)/playwright install chromium

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: $(VENV)/bin/python requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean: ## remove the environment, the embedded registers and what is copied for the browser
	rm -rf $(VENV) var static
