#!/bin/sh
# Stands for the real deployment of the sample agent.
set -eu
echo "deploying refund-desk $(git rev-parse --short HEAD)"
