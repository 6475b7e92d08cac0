# The program of every task; `make` lists them.

export PATH := $(PATH):/opt/swift/usr/bin:/usr/share/swift/usr/bin
program := .build/release/millrace

.PHONY: help run test torture stop bench evaluate fuzz sanitize soak format lint bootstrap build clean

help:
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

run: build ## install, build, start the services, stream real data, show forecasts from SQL
	ops/demo

test: lint ## install, build, start services for tests, run every test
	env -u MILLRACE_PG -u KAFKA_BROKERS ops/bootstrap
	ops/test

torture: build ## cause every failure, for about an hour: nothing may be lost, nothing twice
	ops/torture/run

stop: ## stop the services; what they hold stays
	ops/dev down

bench: bootstrap ## measure time and memory, beside goals: SUBJECTS='model --quick'
	swift build -c release --product millrace
	swift build -c release --product millrace-bench
	.build/release/millrace-bench $(SUBJECTS)

evaluate: bootstrap ## how good forecasts are on recorded data: MILLRACE_DATA, else ../shared/data
	swift build -c release --product millrace-evaluate
	.build/release/millrace-evaluate

build: bootstrap
	swift build -c release --product millrace

fuzz: bootstrap ## throw bytes at everything that reads bytes, a minute each: SECONDS=n for longer
	ops/fuzz --seconds $(or $(SECONDS),60)

sanitize: bootstrap ## run every test under the address sanitizer, then under the thread sanitizer
	ops/sanitize

soak: bootstrap ## look whether memory stays flat over 10^8 events and 10^5 moves of partitions
	swift build -c release --product millrace-bench
	.build/release/millrace-bench soak $(EVENTS) $(MOVES)

bootstrap:
	ops/bootstrap

lint:
	swift format lint --strict -r Sources Tests Package.swift

format: ## format all Swift files
	swift format -i -r Sources Tests Package.swift

clean: ## remove what was built, and the services with what they hold
	ops/dev destroy
	rm -rf .build .millrace out
