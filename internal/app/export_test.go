package app

// File gives a planned file, nil when there is none; for tests that read what
// would be written.
func (r *NewResult) File(path string) []byte {
	for _, f := range r.plan.Files() {
		if f.Path == path {
			return f.Data
		}
	}
	return nil
}
