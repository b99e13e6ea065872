PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIN := uv pip compile pyproject.toml --universal --python-version 3.11 --group dev --extra ocr --no-header --no-annotate

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test fuzz check platforms pins bench screenshots dist clean

run: $(READY)
	@$(BIN)/besa serve

test: $(READY)
	@HF_HUB_OFFLINE=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

fuzz: $(READY)
	@BESA_FUZZ=$(or $(EXAMPLES),2000) $(BIN)/python -m pytest tests/corpus/test_fuzz.py --timeout=0

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/house.py
	$(BIN)/deptry .
	$(BIN)/deptry . --exclude '\.venv' --extend-exclude build --ignore DEP002,DEP004  # with the tests and their kind

platforms: $(READY)
	@$(BIN)/python .ci/platforms.py

pins: $(READY)
	@$(BIN)/$(PIN) --quiet --output-file constraints.txt $(ARGS)
	@{ echo "# Made by 'make pins': $(PIN)"; cat constraints.txt; } > constraints.txt.new
	@mv constraints.txt.new constraints.txt
	@{ echo "# Made by 'make pins' for the Dockerfile and for Hugging Face Spaces: what pyproject.toml asks for."; \
	    $(BIN)/$(subst --group dev --extra ocr,,$(PIN)) --quiet --no-deps --constraint constraints.txt; } > requirements.txt

bench: $(READY)
	@HF_HUB_OFFLINE=1 $(BIN)/python -m benchmarks $(ARGS)

screenshots: $(READY)
	@HF_HUB_OFFLINE=1 $(BIN)/python -m benchmarks.screenshots

dist: $(READY)
	rm -rf dist build
	BESA_REPOSITORY=$(REPOSITORY) $(BIN)/python -m build
	$(BIN)/twine check --strict dist/*
	$(BIN)/python -m release dist

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Besa needs Python 3.11 or later: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
