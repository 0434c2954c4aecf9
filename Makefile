# Voice of Karabakh. `make run` opens a newsroom, `make test` proves it works.

PORT ?= 8000
ARTICLES ?= 2000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: run test lint bench requirements messages help

help:  ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: export LOG_LEVEL ?= WARNING
run: export PYTHONUNBUFFERED := 1
run: export BASE_URL ?= http://127.0.0.1:$(PORT)
run: .venv/.installed  ## Open the sample newsroom on http://127.0.0.1:8000 (or PORT)
	@$(MANAGE) compile_catalogues
	@exec $(MANAGE) run_newsroom --prepare --port "$(PORT)"

test: .venv/.tested  ## Set up what the tests need, then run them all
	@exec $(BIN)/python tests/everything.py

lint: .venv/.tested  ## Check form, types and files that tools can check
	@exec $(BIN)/python tests/everything.py --only lint

bench: .venv/.tested  ## Measure pages, archive and translation (ARTICLES=2000)
	@BENCH_ARTICLES=$(ARTICLES) $(BIN)/python -m pytest --quiet tests/benchmarks/bench_*.py

requirements: .venv/.tested  ## Pin the lists in pyproject.toml (UPGRADE=--upgrade renews all)
	$(BIN)/uv pip compile pyproject.toml $(PINNING) --output-file requirements.txt
	$(BIN)/uv pip compile --group dev --constraints requirements.txt $(PINNING) \
	  --output-file tests/requirements.txt
PINNING := --quiet $(UPGRADE) --generate-hashes --python-version 3.11 --no-header \
  --no-emit-index-url --no-emit-find-links

messages: .venv/.tested  ## Collect the words to translate (needs GNU gettext)
	@$(MANAGE) collect_messages

.venv/bin/python:
	@.ci/make-environment .venv

.venv/.installed: requirements.txt | .venv/bin/python
	@.ci/install requirements.txt
	@touch $@

.venv/.tested: tests/requirements.txt .venv/.installed
	@.ci/install requirements.txt tests/requirements.txt
	@touch $@
