package yamlx

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Unmarshaler reads itself from a value and reports problems to the decoder.
type Unmarshaler interface {
	DecodeYAML(d *Decoder, v *Value)
}

// OneOrMany is a list that may be written as a single word.
type OneOrMany []string

// DecodeYAML reads a word or a list of words.
func (o *OneOrMany) DecodeYAML(d *Decoder, v *Value) { *o = d.Words(v) }

// Decoder turns values into Go values and collects every problem.
type Decoder struct {
	where    Where
	file     string
	problems Problems
}

// NewDecoder gives a decoder whose problems carry this place and file.
func NewDecoder(where Where, file string) *Decoder { return &Decoder{where: where, file: file} }

// Decode parses data and reads it into dst, a pointer to a struct, map or
// slice. Struct fields carry the key in a `yaml:"key"` tag, `yaml:"key,required"`
// when it must be there. A field `Pos Pos` with the tag `yaml:"-"` receives the
// place of the struct. Keys that no field names are problems. Strings take the
// source text of the scalar.
func Decode(where Where, file string, data []byte, dst any) Problems {
	v, problems := Parse(where, file, data)
	if len(problems) > 0 {
		return problems
	}
	d := NewDecoder(where, file)
	d.Decode(v, dst)
	return d.problems
}

// Problems gives what was found so far.
func (d *Decoder) Problems() Problems { return d.problems }

// Add notes a problem at a place.
func (d *Decoder) Add(pos Pos, key, message, hint string) {
	if len(d.problems) >= MaxProblems {
		return
	}
	d.problems = append(d.problems, Problem{
		Where: d.where, File: d.file, Line: pos.Line, Column: pos.Column,
		Key: key, Allowed: []string{}, Message: message, Hint: hint,
	})
}

// Words reads a single word or a list of words.
func (d *Decoder) Words(v *Value) []string {
	items := v.List()
	words := make([]string, 0, len(items))
	for _, item := range items {
		if item.Kind != Scalar || item.IsNull() {
			d.Add(item.Pos, "", "a word is expected here, this is "+describe(item), "")
			continue
		}
		words = append(words, item.Text)
	}
	return words
}

func describe(v *Value) string {
	if v.IsNull() {
		return "empty"
	}
	return v.Kind.String()
}

// Decode reads v into dst, a pointer.
func (d *Decoder) Decode(v *Value, dst any) { d.set(v, reflect.ValueOf(dst).Elem(), "") }

func (d *Decoder) set(v *Value, dst reflect.Value, key string) {
	if u, ok := dst.Addr().Interface().(Unmarshaler); ok {
		u.DecodeYAML(d, v)
		return
	}
	switch dst.Kind() {
	case reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		d.set(v, dst.Elem(), key)
	case reflect.Struct:
		d.setStruct(v, dst, key)
	case reflect.Map:
		d.setMap(v, dst, key)
	case reflect.Slice:
		d.setSlice(v, dst, key)
	default:
		d.setScalar(v, dst, key)
	}
}

func (d *Decoder) expect(v *Value, kind Kind, key string) bool {
	if v.Kind == kind && (kind != Scalar || !v.IsNull()) {
		return true
	}
	d.Add(v.Pos, key, fmt.Sprintf("%s%s is expected here, this is %s", keyPrefix(key), kind, describe(v)), "")
	return false
}

func keyPrefix(key string) string {
	if key == "" {
		return ""
	}
	return fmt.Sprintf("key %q: ", key)
}

func (d *Decoder) setScalar(v *Value, dst reflect.Value, key string) {
	if !d.expect(v, Scalar, key) {
		return
	}
	switch dst.Kind() {
	case reflect.String:
		dst.SetString(v.Text)
	case reflect.Int:
		n, err := strconv.Atoi(v.Text)
		if err != nil || v.Quoted {
			d.Add(v.Pos, key, fmt.Sprintf("%sa whole number is expected here, not %q", keyPrefix(key), v.Text), "")
			return
		}
		dst.SetInt(int64(n))
	case reflect.Bool:
		if v.Quoted || (v.Text != "true" && v.Text != "false") {
			d.Add(v.Pos, key, fmt.Sprintf("%strue or false is expected here, not %q", keyPrefix(key), v.Text), "")
			return
		}
		dst.SetBool(v.Text == "true")
	default:
		panic(fmt.Sprintf("yamlx: cannot decode into %s", dst.Type()))
	}
}

func (d *Decoder) setSlice(v *Value, dst reflect.Value, key string) {
	if !d.expect(v, Seq, key) {
		return
	}
	list := reflect.MakeSlice(dst.Type(), len(v.Items), len(v.Items))
	for i, item := range v.Items {
		d.set(item, list.Index(i), key)
	}
	dst.Set(list)
}

func (d *Decoder) setMap(v *Value, dst reflect.Value, key string) {
	if !d.expect(v, Map, key) {
		return
	}
	m := reflect.MakeMapWithSize(dst.Type(), len(v.Entries))
	for _, e := range v.Entries {
		item := reflect.New(dst.Type().Elem()).Elem()
		d.set(e.Value, item, e.Key)
		m.SetMapIndex(reflect.ValueOf(e.Key).Convert(dst.Type().Key()), item)
	}
	dst.Set(m)
}

func (d *Decoder) setStruct(v *Value, dst reflect.Value, key string) {
	if !d.expect(v, Map, key) {
		return
	}
	fields := map[string]reflect.Value{}
	var names, required []string
	for i := range dst.NumField() {
		field := dst.Type().Field(i)
		name, rest, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if field.Type == reflect.TypeFor[Pos]() && field.IsExported() {
			dst.Field(i).Set(reflect.ValueOf(v.Pos))
		}
		if name == "" || name == "-" {
			continue
		}
		fields[name], names = dst.Field(i), append(names, name)
		if slices.Contains(strings.Split(rest, ","), "required") {
			required = append(required, name)
		}
	}
	for _, e := range v.Entries {
		field, ok := fields[e.Key]
		if !ok {
			d.unknown(e, names)
			continue
		}
		d.set(e.Value, field, e.Key)
	}
	for _, name := range required {
		if v.Get(name) == nil {
			d.Add(v.Pos, name, fmt.Sprintf("key %q is missing", name), "")
		}
	}
}

func (d *Decoder) unknown(e Entry, names []string) {
	hint := "known keys: " + strings.Join(names, ", ")
	if near := Suggest(e.Key, names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	d.Add(e.Pos, e.Key, fmt.Sprintf("unknown key %q", e.Key), hint)
}

// Encode writes v as YAML with two spaces of indentation, struct fields in
// their order and map keys sorted. A text that [Parse] would not read again (it
// is not UTF-8) is an error.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	dumper, err := yaml.NewDumper(&b, yaml.WithIndent(2))
	if err != nil {
		return nil, err
	}
	if err := dumper.Dump(v); err != nil {
		return nil, err
	}
	if err := dumper.Close(); err != nil {
		return nil, err
	}
	if bytes.Contains(b.Bytes(), []byte("!!")) { // the library tags what it cannot write as text
		if _, problems := Parse("", "", b.Bytes()); len(problems) > 0 {
			return nil, fmt.Errorf("a text that is not UTF-8 on line %d", problems[0].Line)
		}
	}
	return b.Bytes(), nil
}

// Suggest gives the word nearest to a misspelt one, "" when none is near: at
// most two edits, or a third of the word's length, away. A word longer than any
// name is nobody's misspelling.
func Suggest(word string, among []string) string {
	const longest = 100
	if len(word) > longest {
		return ""
	}
	best, bestDistance := "", max(2, len(word)/3)+1
	for _, candidate := range among {
		if strings.EqualFold(candidate, word) {
			return candidate
		}
		if n := distance([]rune(word), []rune(candidate)); n < bestDistance && n < len(candidate) {
			best, bestDistance = candidate, n
		}
	}
	return best
}

// distance is the optimal-string-alignment distance: insertions, deletions,
// replacements and swaps of neighbours cost one each.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
