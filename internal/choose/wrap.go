package choose

// Wrap breaks a text at spaces into lines of at most width columns (40 at
// least), words permitting; it ends in a line break.
func Wrap(text string, width int) string {
	p := &page{width: max(width, minWidth)}
	p.item("", text)
	return p.b.String()
}
