//go:build unix && !linux

package main

import "errors"

func (m room) mount(bool) error { return errors.ErrUnsupported }

// visit says that there are no mount namespaces on this system.
func (b *bench) visit(room) (got seen, why string) {
	return seen{}, "mount namespaces are a matter of Linux"
}
