# make run: a demo with twenty screens, its addresses and passwords.  make test: everything that must hold.  Both do all the set-up themselves.
PYTHON ?= python3
BIN := .venv/bin
# Node comes from the machine, else from the virtual environment.
export PATH := $(PATH):$(CURDIR)/$(BIN)
UV_COMPILE := uv pip compile --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q

.PHONY: run serve test lint types unit bench soak sheets titles pictures setup chromium engines lock clean
.DELETE_ON_ERROR:

run: setup
	@$(BIN)/signage demo

serve: setup
	@$(BIN)/signage serve

test: setup chromium engines lint types unit

setup: signage/static/vendor/.made

.venv/.made: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("This needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.made: .venv/.made package-lock.json requirements-node.txt
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

signage/static/vendor/.made: node_modules/.made signage/render/fonts.py signage/render/parts.py
	$(BIN)/python -m signage.render.fonts node_modules signage/static/vendor
	@touch $@

# A Chromium for the tests: the machine's, else Debian's package where it may be installed, else Playwright's own.
chromium:
	@$(BIN)/python -c 'import sys; from tests.chromium import find_chromium; sys.exit(not find_chromium())' 2>/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; } \
	|| npx playwright-core install --with-deps chromium

# The Chromiums 79 and 69 that panels still carry.
engines: build/engines/.made

build/engines/.made: node_modules/.made tests/engines.py
	$(BIN)/python -m tests.engines
	@mkdir -p $(@D) && touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	npm run --silent lint
	$(BIN)/lint-imports

types: setup
	$(BIN)/mypy
	npm run --silent types

# Tests wait: for databases and workers, or for slides to take their turn. So half as many again run at once as there are cores; those that
# judge by the frame or the second have the machine for themselves. One that fails runs once more by itself: what came only of three browsers
# on two cores passes then, a fault fails again. Both runs stay in the log: what failed first is to be looked into.
AT_ONCE = $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 )))
SIDE_BY_SIDE = -n $(AT_ONCE) --dist worksteal
pytest = $(BIN)/pytest -m $(1) $(2) || { test $$? = 1 && $(BIN)/pytest -m $(1) --last-failed; }
unit: setup chromium engines
	$(call pytest,"not browser",$(SIDE_BY_SIDE))
	$(call pytest,"browser and not alone",$(SIDE_BY_SIDE))
	$(call pytest,alone)

# Every figure of docs/figures.md: some forty minutes.  Some only: make bench PARTS="poll push"
bench: setup chromium
	$(BIN)/python -m tests.bench $(PARTS)

# What shows only over hours: some fifty minutes.  One part only: make soak PARTS=step
soak: setup chromium engines
	$(BIN)/python -m tests.soak $(PARTS)

# Every kind of slide in every shape on contact sheets in build/sheets/, each measured.  One kind only: make sheets KINDS=event
sheets: setup chromium
	@$(BIN)/python -m tests.sheets $(KINDS)

# Every title of the demo, and of the tables of events in a folder (make titles DIR=…), through every template that sets text: each
# measured, the longest on sheets in build/titles/. Some twenty minutes; one template only: make titles TEMPLATES=news
titles: setup chromium
	@$(BIN)/python -m tests.titles $(DIR) $(if $(TEMPLATES),--templates $(TEMPLATES))

# The pictures of the README, from a real demo.
pictures: setup chromium
	$(BIN)/python -m tests.journeys.pictures

# Renews the locks (needs uv): run it, look at the difference, run the tests.
lock:
	$(UV_COMPILE) pyproject.toml -o requirements.txt
	$(UV_COMPILE) -c requirements.txt pyproject.toml --group dev -o requirements-dev.txt
	$(UV_COMPILE) --group node -o requirements-node.txt
	npm install --package-lock-only --no-audit --no-fund

clean:
	rm -rf .venv node_modules signage/static/vendor build dist
