#!/bin/sh
echo pitched
