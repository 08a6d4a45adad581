# `make` alone lists the targets.

# The systems and processors that the binary is built for.
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z][a-z-]*:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/scaffold
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/scaffold ./cmd/scaffold

.PHONY: test
test: ## Go tests, then generate projects for every value of every option and run them
	go test -race -shuffle=on ./...
	go run ./proof --quick

.PHONY: lint
lint: ## format, vet, staticcheck, and a build for every platform
	@unformatted=$$("$$(go env GOROOT)/bin/gofmt" -l .) && \
		if [ -n "$$unformatted" ]; then echo "not formatted (run gofmt -w):"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...
	@set -e; for platform in $(PLATFORMS); do \
		os=$${platform%/*} arch=$${platform#*/}; \
		echo "build for $$os on $$arch"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch go build -o /dev/null ./cmd/scaffold; \
	done; \
	for os in darwin windows; do echo "vet for $$os"; CGO_ENABLED=0 GOOS=$$os GOARCH=amd64 go vet ./...; done

.PHONY: proof
proof: ## generate every combination and run it whole; PROOF='--only default-django' for some
	go run ./proof $(PROOF)

.PHONY: dist
dist: ## archives, checksums and bills of materials of a release, into dist/; built twice and compared
	go run ./internal/dist
	go run ./internal/dist check

.PHONY: bench
bench: ## measure everything that is claimed about speed, into docs/bench.md (some eight minutes)
	go run ./bench --report docs/bench.md $(BENCH)

.PHONY: faults
faults: ## kill, starve and obstruct `new` and look at what is left; FAULTS='--only kill --seed 7'
	go run ./faults $(if $(FAULTS),$(FAULTS),--report docs/faults.md)

# How long each fuzz target runs.
FUZZTIME ?= 60s

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (60s); what one finds is kept in testdata/fuzz
	@set -e; grep -o '^func Fuzz[A-Za-z]*' internal/*/*_test.go | sed 's/:func / /' | while read -r file target; do \
		echo "$$target in $${file%/*}"; \
		go test "./$${file%/*}" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s; \
	done

.PHONY: lock
lock: ## resolve the Python requirements of the packs again (network and uv)
	go run ./internal/lockgen

.PHONY: docs
docs: ## write the manual pages and the command reference in docs/ again
	go run ./internal/docgen
