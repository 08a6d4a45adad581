package render

import (
	"encoding/binary"
	"errors"
	"maps"
	"strings"
	"testing"
)

const catalog = `# German.
msgid ""
msgstr ""
"Language: de\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "open"
msgstr "offen"

msgctxt "verb"
msgid "open"
msgstr "öffnen"

msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d Datei"
msgstr[1] "%d Dateien"

#, python-format
msgid "two \"lines\"\n"
"here"
msgstr ""
"zwei \"Zeilen\"\n"
"hier"

#, fuzzy, python-format
msgid "not sure"
msgstr "unsicher"

msgid "%d hour"
msgid_plural "%d hours"
msgstr[0] "%d Stunde"
msgstr[1] ""

msgid "later"
msgstr ""

#~ msgid "gone"
#~ msgstr "weg"
`

// readCompiled reads a compiled catalog as its specification says.
func readCompiled(t *testing.T, data []byte) map[string]string {
	t.Helper()
	number := func(at uint32) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
	if number(0) != 0x950412de || number(4) != 0 {
		t.Fatalf("begins with %x", data[:8])
	}
	text := func(table, n uint32) string {
		length, at := number(table+8*n), number(table+8*n+4)
		if data[at+length] != 0 {
			t.Errorf("text %d does not end with a null", n)
		}
		return string(data[at : at+length])
	}
	all, before := map[string]string{}, ""
	for n := range number(8) {
		key := text(number(12), n)
		if n > 0 && key <= before {
			t.Errorf("%q after %q: readers search by halves", key, before)
		}
		before = key
		all[key] = text(number(16), n)
	}
	return all
}

func TestCatalogIsCompiled(t *testing.T) {
	t.Parallel()
	tree := render(t, map[string]string{
		"base/locale/de/app.po.tmpl": strings.Replace(catalog, "offen", "<% .Project.Name %>", 1),
	}, withQueue)
	want := map[string]string{
		"":                    "Language: de\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
		"open":                "shop",
		"verb\x04open":        "öffnen",
		"%d file\x00%d files": "%d Datei\x00%d Dateien",
		"two \"lines\"\nhere": "zwei \"Zeilen\"\nhier",
	}
	got := readCompiled(t, []byte(tree["locale/de/app.mo"]))
	if !maps.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if len(tree) != 2 {
		t.Errorf("%d files", len(tree))
	}
}

func TestCatalogErrorsAreLocated(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"msgid \"a\"\nmsgstr b\n":    "tiny/base/a.po (rendered):2:1: not a text in quotes\n  msgstr b",
		"\nmsg \"a\"\n":              "tiny/base/a.po (rendered):2:1: not a line of a catalog\n  msg \"a\"",
		"\"a\"\n":                    "tiny/base/a.po (rendered):1:1: not a line of a catalog\n  \"a\"",
		"msgid \"a\"\nmsgid \"b\"\n": "tiny/base/a.po (rendered):2:1: msgid is there twice\n  msgid \"b\"",
		"msgstr \"a\"\n":             "tiny/base/a.po (rendered):1:1: an entry without msgid, or one that is there twice",
		"msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\n": "tiny/base/a.po (rendered):4:1: an entry without msgid, or one that is there twice",
	} {
		_, err := Render(t.Context(), tiny(t, map[string]string{"base/a.po": text}), withQueue, Context{}, Options{})
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
}

// FuzzCatalog: whatever a catalog says, it is compiled, or refused with the
// place of the mistake.
func FuzzCatalog(f *testing.F) {
	f.Add(catalog)
	f.Add("msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[1] \"c\"\n")
	f.Add("\xef\xbb\xbfmsgid \"\\x00\"\nmsgstr \"\\777\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		data, err := compileCatalog([]byte(text))
		if err == nil {
			if len(data) < 28 {
				t.Errorf("%d bytes", len(data))
			}
			return
		}
		located, ok := errors.AsType[*Error](err)
		if !ok || located.Line < 1 || located.Line > 1+strings.Count(text, "\n") || located.Message == "" {
			t.Errorf("%T without a place: %v", err, err)
		}
	})
}
