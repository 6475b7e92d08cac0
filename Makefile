export PATH := $(PATH):/opt/swift/usr/bin

.PHONY: bootstrap test format lint

bootstrap:
	ops/bootstrap

test: bootstrap lint
	swift build --build-tests --explicit-target-dependency-import-check error
	swift test

lint:
	swift format lint --strict -r Sources Tests Package.swift

format:
	swift format -i -r Sources Tests Package.swift
