# The two commands of the README: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test lint types unit wheel docs bench clean pango

help:
	@echo "make demo   assess the example agent for real; leaves out/result.json, report.html, report.pdf"
	@echo "make test   lint, types, all tests, and the tests against the built wheel"
	@echo "make docs   write the generated pages of docs/ again"
	@echo "make bench  measure beside floors and peers; writes benchmarks/results/"

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev,example]'
	@touch $(STAMP)

pango: $(STAMP)
	@$(BIN)/python examples/pango.py

demo: $(STAMP) pango
	@$(BIN)/python examples/demo.py

test: $(STAMP) pango lint types unit wheel

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/python tests/packaging/typed_tree.py

unit: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile

wheel: $(STAMP)
	$(BIN)/python tests/packaging/against_wheel.py

docs: $(STAMP)
	$(BIN)/python docs/generate.py

bench: $(STAMP)
	$(BIN)/python -m benchmarks.run

clean:
	rm -rf out dist $(VENV) .mypy_cache .ruff_cache .pytest_cache
