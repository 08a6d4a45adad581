package project

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
)

// secretBytes is the entropy of one secret: 48 bytes are 64 characters.
const secretBytes = 48

// fresh gives a new random secret, safe in a URL and in a shell.
func fresh() string {
	raw := make([]byte, secretBytes)
	rand.Read(raw) // never fails: the program ends when the system has no entropy
	return base64.RawURLEncoding.EncodeToString(raw)
}

// standIn is as long as a secret and is none.
func standIn() string {
	return strings.Repeat("x", base64.RawURLEncoding.EncodedLen(secretBytes))
}

// content gives the bytes of the file, with secrets from the function.
func (e EnvFile) content(secret func() string) []byte {
	var b strings.Builder
	b.WriteString("# Settings of this checkout, not for git; .env.example explains every variable.\n")
	for _, name := range e.Secrets {
		b.WriteString(name + "=" + secret() + "\n")
	}
	return []byte(b.String())
}
