package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"time"
)

// providerSetting is a setting of projects that believe the tokens of an
// identity provider.
const providerSetting = "OIDC_JWKS_URL"

// tokenAudience and tokenKey are what tokens of the provider name.
const (
	tokenAudience = "https://proof.example.org"
	tokenKey      = "proof"
)

// provider is an identity provider on loopback: it describes itself, lists its
// key, and signs tokens.
type provider struct {
	URL    string
	key    *rsa.PrivateKey
	server *http.Server
}

// newProvider starts one.
func newProvider() (*provider, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &provider{URL: "http://" + listener.Addr().String(), key: key}
	p.server = &http.Server{Handler: p.handler(), ReadHeaderTimeout: 5 * time.Second}
	go p.server.Serve(listener) // ends with Close
	return p, nil
}

// handler answers what the project asks.
func (p *provider) handler() http.Handler {
	answer := func(pattern string, body any, mux *http.ServeMux) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(body) // a client that hung up needs no answer
		})
	}
	mux := http.NewServeMux()
	answer("GET /.well-known/openid-configuration", map[string]string{"issuer": p.URL, "jwks_uri": p.URL + "/keys"}, mux)
	answer("GET /keys", map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": tokenKey,
		"n": segment(p.key.N.Bytes()),
		"e": segment(big.NewInt(int64(p.key.E)).Bytes()),
	}}}, mux)
	return mux
}

// startProvider starts one where the project knows the setting; once.
func (s *subject) startProvider() (err error) {
	if _, ok := s.project.settings[providerSetting]; ok && s.provider == nil {
		s.provider, err = newProvider()
	}
	return err
}

// believe makes the server believe this provider; there may be none.
func (p *production) believe(issuer *provider) {
	if p.provider = issuer; issuer == nil {
		return
	}
	for name, value := range issuer.settings() {
		p.env = append(p.env, name+"="+value) // the last one counts
	}
}

// settings make a project believe this provider. It has to find the keys by
// itself: production settings leave their address out.
func (p *provider) settings() map[string]string {
	return map[string]string{"OIDC_ISSUER": p.URL, "OIDC_AUDIENCE": tokenAudience}
}

// token is good for an hour, for everything that the sample domain has.
func (p *provider) token() (string, error) {
	now := time.Now()
	signed, err := signedParts(
		map[string]any{"alg": "RS256", "typ": "at+jwt", "kid": tokenKey},
		map[string]any{
			"iss": p.URL, "aud": tokenAudience, "sub": "proof", "scope": "items:read items:write",
			"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		},
	)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, p.key, crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return signed + "." + segment(signature), nil
}

// signedParts are header and claims as a signature covers them.
func signedParts(header, claims map[string]any) (string, error) {
	first, err := json.Marshal(header)
	if err != nil {
		return "", err
	}
	second, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	return segment(first) + "." + segment(second), nil
}

// segment is a part of a token.
func segment(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// close ends the provider; there may be none.
func (p *provider) close() {
	if p != nil {
		p.server.Close()
	}
}
