#!/bin/sh
# Turns the schema of the TFLite format into the committed C++ header that verifies models (needs flatc 2.0.8, Debian
# package flatbuffers-compiler). Run it after every change of the schema.
set -eu
cd "$(dirname "$0")/../Sources/CFlatBuffers"
flatc --cpp -o generated schema/tflite.fbs
