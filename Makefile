# Entry points for people and for CI. Everything runs in .venv, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MORE_PACKS := $(patsubst packs/%/templates/pack.toml,%,$(wildcard packs/*/templates/pack.toml))
EXAMPLES := $(patsubst examples/%/campaign.toml,%,$(wildcard examples/*/campaign.toml))

.PHONY: bench bundle demo locks test test-clients check format docs digests example test-wheel clean

demo: $(VENV)/.installed          ## the whole round on the bundled example, in ./demo
	rm -rf demo
	$(BIN)/xltool demo demo

test: $(VENV)/.dev                ## all tests; those with LibreOffice skip without it
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations 40

test-clients: $(VENV)/.dev        ## workbooks filled in by ExcelJS, SheetJS (needs npm) and gnumeric
	cd tests/clients && npm ci
	XLTOOL_REQUIRE_CLIENTS=1 $(BIN)/python -m pytest -m clients

check: $(VENV)/.dev               ## style, types, generated docs and example
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python docs/build.py --check
	$(BIN)/python examples/pingxiang-2020/returns.py --check

format: $(VENV)/.dev              ## mend style where a tool can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/.dev                ## write the generated pages of docs/ again
	$(BIN)/python docs/build.py

digests: $(VENV)/.dev             ## record what the example gives: the commit says why it changed
	$(BIN)/python -m tests.digests

example: $(VENV)/.dev             ## write the example's facts, returns and result again
	$(BIN)/python examples/pingxiang-2020/build.py
	$(BIN)/python examples/pingxiang-2020/returns.py
	$(BIN)/python examples/hebei-2020/write_facts.py
	$(BIN)/python examples/final-accounts-2020/build_facts.py

bench: $(VENV)/.dev               ## speed and memory against pandas, into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.bench

test-wheel: $(VENV)/.dev          ## a wheel, installed elsewhere, runs the demo, all packs and examples
	rm -rf build/wheel
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/pip install --quiet build/wheel/*.whl
	cd build/wheel && venv/bin/xltool demo demo && test -s demo/department.xlsx
	cd build/wheel && for pack in county-budget $(MORE_PACKS); do \
		venv/bin/xltool lint $$pack || exit; done
	cd build/wheel && for example in $(EXAMPLES); do \
		venv/bin/xltool init $$example --example $$example && venv/bin/xltool generate $$example || exit; done

PLATFORM ?= windows
OUT ?= dist
bundle: $(VENV)/.dev             ## runs without an installed Python; docs/bundle.md has the parameters
	$(BIN)/python -m bundle.build --platform "$(PLATFORM)" --out "$(OUT)" --python-zip "$(PYTHON_ZIP)" \
		--python-sha256 "$(PYTHON_SHA256)" --python-version "$(PYTHON_VERSION)" $(if $(COMPILER),--compiler "$(COMPILER)")

locks: $(VENV)/.dev              ## look up the wheels of bundles anew: bundle/locks/
	$(BIN)/pip install --quiet --group lock
	$(BIN)/python -m bundle.lock

clean:
	rm -rf $(VENV) build dist demo tests/clients/node_modules

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --group dev
	touch $@
