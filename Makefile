.DEFAULT_GOAL := help
python := .venv/bin/python

.PHONY: help
help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: .venv/.installed-run ## Install what is missing and start Morgan
	@$(python) -m wyoming_morgan serve

.PHONY: test
test: lint lane ## Install what tests need, check the code and run every test
	@$(python) -m pytest --quiet -n 2 -m "not slow"
	@$(python) -m pytest --quiet -m slow

.PHONY: lane
lane: .venv/.installed-test ## Lay out the real Home Assistant for its tests, outside this folder
	@$(python) -m tests.home_assistant.lane

.PHONY: lint
lint: .venv/.installed-test ## Check style and types
	@$(python) -m ruff check .
	@$(python) -m ruff format --check --quiet .
	@$(python) -m mypy

.PHONY: docs
docs: .venv/.installed-test ## Write the generated parts of docs/ and config/ again
	@$(python) scripts/generate_docs.py

.PHONY: bench
bench: .venv/.installed-run ## Measure the latency of a running turn on this machine
	@$(python) -m wyoming_morgan bench latency

.PHONY: test-containers
test-containers: .venv/.installed-run ## Build the image and try it in both shapes (needs a Docker engine)
	@$(python) -m scripts.test_containers

.PHONY: test-coqui
test-coqui: ## Try Coqui's voices in an environment of their own, outside this folder (5.5 GB)
	@scripts/coqui_lane --quiet --durations=5

.PHONY: clean
clean: ## Remove the environment and every cache in this folder
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/.installed-run: pyproject.toml requirements/run.txt scripts/install
	@scripts/install run
	@touch $@

.venv/.installed-test: pyproject.toml requirements/test.txt requirements/test-alone.txt scripts/install
	@scripts/install test
	@touch $@ .venv/.installed-run
