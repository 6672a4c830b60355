# Everything that is done with this project. `make` alone lists the targets.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=

# The programs are linked statically, so that they start faster and run where Swift is not installed; libraries are not
# searched beside them, where none are. The tests cannot be linked like that, hence a folder of their own for the programs:
# in one folder each would rebuild what the other has built.
PROGRAMS := .build/programs
BINARIES := $(PROGRAMS)/release
export QCONV_BIN := $(CURDIR)/$(BINARIES)
SOURCES := Package.swift Sources Tests

ifneq ($(shell uname -s),Darwin)
# By lld, because the default linker warns of a function in the standard library that nobody calls. Libraries of C++ and of
# its exceptions that lie in a folder of ours under the names of the shared ones are found first. Addresses that depend on
# where a program is loaded are listed in the compact form that glibc reads since 2.36.
STATIC_LIBRARIES := $(PROGRAMS)/libraries
LINKING := -Xswiftc -use-ld=lld -Xswiftc -L$(STATIC_LIBRARIES) -Xlinker -z -Xlinker pack-relative-relocs
endif

.PHONY: help setup build test cross interop demo bench lint format install uninstall clean

help:
	@echo "make setup              install the Debian packages that the project is built on"
	@echo "make build              build qconv and qinspect into $(BINARIES)"
	@echo "make test               run the tests; needs neither Python nor a network once set up"
	@echo "make cross              test the kernels of other processors, under an emulator"
	@echo "make interop            compare with Keras and LiteRT, in a Python environment of its own"
	@echo "make demo               convert, inspect, run and compare a real model"
	@echo "make bench              measure against LiteRT, OpenVINO and TensorFlow's converter"
	@echo "make lint               check style; make format applies it"
	@echo "make install PREFIX=DIR install the two programs (default $(PREFIX))"
	@echo "make clean              remove what was built, the Python environment too"

setup:
	@Scripts/install-packages

build: setup $(STATIC_LIBRARIES)
	$(SWIFT) build -c release --scratch-path $(PROGRAMS) --static-swift-stdlib --disable-local-rpath $(LINKING)

ifdef STATIC_LIBRARIES
$(STATIC_LIBRARIES): | setup
	@mkdir -p $@
	@ln -sf "$$($(CXX) -print-file-name=libstdc++.a)" $@/libstdc++.a
	@ln -sf "$$($(CXX) -print-file-name=libgcc_eh.a)" $@/libgcc_s.a
endif

test: setup
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build

cross: setup
	@Scripts/install-packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
	Scripts/test-other-processors

interop: build
	@Scripts/install-packages python3-venv hdf5-tools flatbuffers-compiler
	Scripts/run-interoperability

demo: build
	@Scripts/demo $(BINARIES)

bench: build
	@Scripts/install-packages python3-venv
	Benchmarks/run

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)

format:
	$(SWIFT) format --in-place --recursive $(SOURCES)

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 -s $(BINARIES)/qconv $(BINARIES)/qinspect "$(DESTDIR)$(PREFIX)/bin"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/qconv" "$(DESTDIR)$(PREFIX)/bin/qinspect"

clean:
	rm -rf .build .venv-interop .venv-bench demo
