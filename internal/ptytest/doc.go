// Package ptytest runs a program on a pseudo terminal in a test: what it draws
// is fed to a screen that can be read, what a person would type is written. It
// is for tests on Unix alone.
package ptytest
