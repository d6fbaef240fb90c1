.DEFAULT_GOAL := help
python := .venv/bin/python
pytest = $(python) -m pytest --quiet
# Each may start a database of its own, and all wait a lot, for servers that start and end: four, on two CPUs as well.
processes := --numprocesses 4
parallel := $(processes) --dist worksteal

# Tests start this package in hundreds of processes: without its bytecode, each would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: .venv/.installed-run ## Install what is missing and start Morgan
	@$(python) -m wyoming_morgan serve

.PHONY: install
install: .venv/.installed-run ## Install what is missing, such as after an update

.PHONY: check
check: lint ## Check the code and run the fast tests: two minutes, before every commit
	@$(pytest) $(parallel) --hypothesis-profile quick -m "not slow"

.PHONY: test
test: lint lane ## Check the code and run every test, with the real Home Assistant
	@$(pytest) $(parallel) -m "not slow"
	@$(pytest) $(processes) --dist loadfile -m slow --ignore tests/home_assistant
	@$(pytest) --numprocesses 2 --dist loadgroup -m slow tests/home_assistant

.PHONY: test-component
test-component: .venv/.installed-test ## Test the component with the newest Home Assistant, or with HOME_ASSISTANT=2026.12.0
	@$(python) -m tests.home_assistant.lane.trial $(HOME_ASSISTANT)

.PHONY: lane
lane: .venv/.installed-test ## Prepare the real Home Assistant for its tests, outside this folder
	@$(python) -m tests.home_assistant.lane

.PHONY: lint
lint: .venv/.installed-test ## Check style and types
	@$(python) -m ruff check .
	@$(python) -m ruff format --check --quiet .
	@$(python) -m mypy

.PHONY: fuzz
fuzz: .venv/.installed-test ## Send damaged input to every door for hours: frames, audio files, requests
	@$(python) -m tests.fuzzing all

.PHONY: docs
docs: .venv/.installed-test ## Generate the files in docs/ and config/ that come from the code
	@$(python) scripts/generate_docs.py

.PHONY: bench
bench: .venv/.installed-run ## Measure the latency of a running turn on this machine
	@$(python) -m wyoming_morgan bench latency

.PHONY: test-containers
test-containers: .venv/.installed-run ## Build the image and try it in both shapes (needs a Docker engine)
	@$(python) -m scripts.test_containers

.PHONY: test-scale
test-scale: .venv/.installed-test ## Have 16 rooms talk to seven replicas for an hour, kill some, replace all (MINUTES=10: shorter)
	@$(python) -m tests.scale --minutes $(or $(MINUTES),60)

.PHONY: test-coqui
test-coqui: ## Try Coqui's voices in an environment of their own, outside this folder (5.5 GB)
	@scripts/coqui_lane --quiet --durations=5

.PHONY: test-weights
test-weights: .venv/.installed-test ## Test the engines on trained weights, kept outside this folder (0.4 GB)
	@$(python) -m tests.weights --quiet --durations=5

.PHONY: test-clients
test-clients: .venv/.installed-test ## Run real clients against a running Morgan, each in an environment outside this folder (2 GB)
	@$(python) -m tests.clients $(CLIENTS)

.PHONY: release
release: .venv/.installed-run ## Build the wheel and the sdist into dist/, and try them in a bare environment
	@$(python) -m scripts.release_check

.PHONY: clean
clean: ## Remove the environment and every cache in this folder
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/.installed-run: pyproject.toml requirements/run.txt scripts/install
	@scripts/install run
	@touch $@

.venv/.installed-test: pyproject.toml requirements/test.txt requirements/test-alone.txt scripts/install
	@scripts/install test
	@touch $@ .venv/.installed-run
