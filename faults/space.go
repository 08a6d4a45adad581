//go:build unix

package main

import "fmt"

// plenty is room enough for any project.
const plenty = 64 << 20

// shrink tries a file system in growing sizes until the program succeeds in it
// twice. Each failure has to be a clear one that leaves everything as it was.
func (b *bench) shrink(r *result, m room, unit string, from, step, most int, size func(*room, int)) {
	succeeded := 0
	for n := from; succeeded < 2; n += step {
		if n > most {
			r.check(fmt.Sprintf("%d %s", n, unit), "it never succeeds")
			return
		}
		size(&m, n)
		got, why := b.visit(m)
		if why != "" {
			r.skipped = why
			return
		}
		fault := ""
		if got.End.Code == 0 {
			succeeded++
		} else {
			fault = got.End.fault(1, "no space left on device", "shop")
			if m.Target == "." {
				fault = got.End.fault(1, "no space left on device", "run-")
			}
		}
		r.saw(fmt.Sprintf("exit %d", got.End.Code))
		r.check(fmt.Sprintf("%d %s", n, unit), fault, got.Fault)
	}
}

func ofBytes(m *room, n int) { m.Bytes, m.Inodes = n<<10, 0 }

func ofInodes(m *room, n int) { m.Bytes, m.Inodes = plenty, n }

func fullDisk(b *bench, r *result) {
	b.shrink(r, room{Target: "shop", Beside: true}, "KiB", 8, 12, 4096, ofBytes)
}

func fullInodes(b *bench, r *result) {
	b.shrink(r, room{Target: "shop", Beside: true}, "inodes", 3, 5, 2000, ofInodes)
}

func fullInside(b *bench, r *result) {
	for _, m := range []room{
		{Target: ".", Folder: true, More: []string{"--name", "shop"}},
		{Target: ".", Folder: true, Beside: true, More: []string{"--name", "shop", "--into"}},
		{Target: "shop", Folder: true, Beside: true},
	} {
		b.shrink(r, m, "KiB", 16, 48, 4096, ofBytes)
		b.shrink(r, m, "inodes", 7, 23, 2000, ofInodes)
	}
}

func mountPoint(b *bench, r *result) {
	for _, m := range []room{
		{Target: ".", Folder: true, Bytes: plenty, More: []string{"--name", "shop"}},
		{Target: ".", Folder: true, Bytes: plenty, Beside: true, More: []string{"--name", "shop", "--into"}},
		{Target: "shop", Bytes: plenty, Beside: true},
	} {
		got, why := b.visit(m)
		if r.skipped = why; why != "" {
			return
		}
		r.check("target "+m.Target, got.End.fault(0), got.Fault)
	}
	occupied := room{Target: ".", Folder: true, Bytes: plenty, Beside: true, More: []string{"--name", "shop"}}
	got, why := b.visit(occupied)
	if r.skipped = why; why != "" {
		return
	}
	r.check("a mount point that holds a file", got.End.fault(7, bystander+" is in the way"), got.Fault)
}

func readOnlyMount(b *bench, r *result) {
	for _, m := range []room{
		{Target: "shop", Beside: true},
		{Target: "shop", Beside: true, Folder: true},
		{Target: ".", Folder: true, More: []string{"--name", "shop"}},
		{Target: ".", Folder: true, Beside: true, More: []string{"--name", "shop", "--into"}},
	} {
		m.Bytes, m.Sealed = plenty, true
		got, why := b.visit(m)
		if r.skipped = why; why != "" {
			return
		}
		r.check(fmt.Sprintf("target %s %v", m.Target, m.More), got.End.fault(1, "read-only file system"), got.Fault)
	}
}
