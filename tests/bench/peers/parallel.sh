#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Our pipeline spread over the processors by GNU parallel: pieces of the file become partial
# results, which are then merged. parallel.sh BUILD PLAN MAPPING DATA
set -euo pipefail
build=$1 plan=$2 mapping=$3 data=$4
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
how="--as-of 2027-12-31 --by year,area"
parallel --will-cite --pipe --header : --block 25M -j "$(nproc)" \
	"$build/pdz-indicators -q --jobs 1 -p $plan -m $mapping $how --partial -o $parts/{#} -" <"$data"
"$build/pdz-indicators" -q -p "$plan" --merge -f csv "$parts"/*
