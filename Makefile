# make map    sets everything up, builds the map of data/ and says where it is
# make test   sets everything up and runs every test
# make eval   scores how names are resolved, where the evaluation set is
# make bench  compares with other tools, in one run; BENCH=--all for every tool at every size,
#             BENCH='--all 1000 10000' at these

PYTHON ?= python3
BIN := .venv/bin
WEB := $(wildcard geomap/web/src/*) $(wildcard geomap/web/src/*/*) geomap/web/package-lock.json geomap/web/hatch_build.py

.PHONY: map test eval bench pictures clean

map: .venv/installed
	@$(BIN)/geomap build data --output output/map.html || [ $$? -eq 1 ]

test: .venv/installed-test
	$(BIN)/ruff check geomap tests
	$(BIN)/ruff format --check geomap tests
	$(BIN)/mypy
	$(BIN)/python tests/run_js.py
	$(BIN)/python -m pytest -n auto --cov --cov-report=term --cov-fail-under=90

eval: .venv/installed-test
	$(BIN)/python -m tests.eval.score

bench: .venv/installed-bench
	$(BIN)/python -m tests.benchmarks.run $(BENCH)

pictures: .venv/installed-test
	$(BIN)/python tests/pictures.py

clean:
	rm -rf .venv output geomap/web/dist geomap/web/node_modules

.venv/bin/python:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

.venv/installed: pyproject.toml $(WEB) | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/installed-bench: .venv/installed-test
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@

.venv/installed-test: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[test,world]'
	@touch $@
