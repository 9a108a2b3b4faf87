# From a fresh clone: `make run` serves the portal, `make test` tests it. Each target sets up what it needs.
# Needed: git, make and Python 3.11 or newer with its venv module. PYTHON=... names another Python.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# The lock names everything, so pip resolves nothing: a part released yesterday changes no set-up.
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-input -qq --require-hashes --no-deps
VAR := $(or $(VAR_DIR),var)
CSS := $(VAR)/built/app.css
COLLECTED := $(VAR)/static/staticfiles.json
TEMPLATES := $(shell find templates -name '*.html')
# Typed strictly: what may follow, who may, what is done, what is found.
TYPED = $(wildcard $(foreach part,*states permissions actions models,*/$(part).py */$(part)/*.py))
LOCK := $(BIN)/uv pip compile -q pyproject.toml --universal --generate-hashes --no-header --no-emit-index-url

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test drill bench check fix css lock

help:
	@echo "make run     serve the portal with a demo school on http://127.0.0.1:8000"
	@echo "             PORT=8080, DEMO_PASSWORD=..., POLICY=policy.txt (a real document instead of the demo's)"
	@echo "make test    every test, on SQLite, on a throw-away PostgreSQL and in Chromium"
	@echo "make drill   what is too long for every change, such as a month at a school; prints its figures"
	@echo "make bench   how fast the pages are at 100,000 cases, on a throw-away PostgreSQL; prints a table"
	@echo "make check   style, types, layers, migrations and generated documents"
	@echo "make fix     put style right, write generated documents anew"
	@echo "make lock    resolve the dependencies of pyproject.toml anew"

run: $(COLLECTED)
	@$(MANAGE) migrate --no-input --verbosity 0
	@$(MANAGE) createcachetable --verbosity 0
	@$(MANAGE) demo --if-empty $(if $(POLICY),--policy "$(POLICY)")
	@exec $(BIN)/python -m config.serve

test: .venv/dev.lock $(CSS)
	@$(BIN)/python tests/tools/run_tests.py

drill: .venv/dev.lock $(CSS)
	@DRILL=1 $(BIN)/pytest -q -s tests/drills

bench: .venv/dev.lock $(CSS)
	@DATABASE_URL= $(BIN)/python tests/tools/with_pg.py --durable $(BIN)/python -m tests.bench

check: .venv/dev.lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	$(MANAGE) check
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) generate_docs --check

fix: .venv/dev.lock
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $(TEMPLATES) || $(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(MANAGE) generate_docs

css: $(CSS)

lock: .venv/dev.lock
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

# The copy of a lock inside the virtual environment says what was installed into it.
.venv/run.lock: requirements.lock | $(BIN)/python
	@cmp -s $< $@ || { echo "Installing what $< names (only when it has changed) ..."; $(PIP) -r $<; }
	@cp $< $@

.venv/dev.lock: requirements-dev.lock .venv/run.lock
	@cmp -s $< $@ || { echo "Installing what $< names (only when it has changed) ..."; $(PIP) -r $<; }
	@cp $< $@

$(BIN)/python:
	@command -v git >/dev/null || { echo "git is needed. On Debian and Ubuntu: apt-get install git" >&2; exit 1; }
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Install it, or name it: make run PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian \
	and Ubuntu install it with: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv

$(CSS): static/styles.css $(shell find static/styles static/js -type f) $(wildcard */forms.py */forms/*.py) $(TEMPLATES) .venv/run.lock
	@mkdir -p $(@D)
	@$(BIN)/tailwindcss --input $< --output $@ --minify >$(VAR)/tailwind.log 2>&1 || { cat $(VAR)/tailwind.log >&2; exit 1; }

$(COLLECTED): $(CSS) $(shell find static -type f) .venv/run.lock
	@$(MANAGE) collectstatic --no-input --verbosity 0 --ignore "styles*"
