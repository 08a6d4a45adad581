package main

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// fetch reads a JSON answer.
func fetch(t *testing.T, address string, into any) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d", address, answer.StatusCode)
	}
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// decoded is a segment of a token.
func decoded(t *testing.T, text string) []byte {
	t.Helper()
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestProvider checks a token as a project would: with what the provider says
// over HTTP and nothing else.
func TestProvider(t *testing.T) {
	t.Parallel()
	p, err := newProvider()
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	var description struct {
		Issuer string
		Keys   string `json:"jwks_uri"`
	}
	fetch(t, p.URL+"/.well-known/openid-configuration", &description)
	if description.Issuer != p.settings()["OIDC_ISSUER"] {
		t.Errorf("it calls itself %q", description.Issuer)
	}
	var listed struct{ Keys []struct{ Kid, N, E string } }
	fetch(t, description.Keys, &listed)
	if len(listed.Keys) != 1 || listed.Keys[0].Kid != tokenKey {
		t.Fatalf("keys: %+v", listed)
	}
	exponent := new(big.Int).SetBytes(decoded(t, listed.Keys[0].E))
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(decoded(t, listed.Keys[0].N)), E: int(exponent.Int64())}

	token, err := p.token()
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("token: %s", token)
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], decoded(t, parts[2])); err != nil {
		t.Error(err)
	}
	var claims struct {
		Iss, Aud, Scope string
		Exp             int64
	}
	if err := json.Unmarshal(decoded(t, parts[1]), &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Iss != p.URL || claims.Aud != tokenAudience || claims.Scope != "items:read items:write" {
		t.Errorf("claims: %+v", claims)
	}
	if left := time.Until(time.Unix(claims.Exp, 0)); left < 50*time.Minute {
		t.Errorf("the token is good for %s", left)
	}
}

// TestProviderOfAProject: one that knows the setting believes the provider and
// gets a token; another has none.
func TestProviderOfAProject(t *testing.T) {
	t.Parallel()
	for _, believes := range []bool{true, false} {
		folder := t.TempDir()
		dockerfile := "FROM scratch\nCMD [\"uvicorn\", \"--port\", \"8000\"]\n"
		if err := os.WriteFile(filepath.Join(folder, "Dockerfile"), []byte(dockerfile), 0o644); err != nil {
			t.Fatal(err)
		}
		example := ""
		if believes {
			example = "OIDC_ISSUER=https://login.example.com\nOIDC_AUDIENCE=here\n# ---- Optional\n# OIDC_JWKS_URL=https://login.example.com/keys\n"
		}
		s := &subject{project: &project{folder: folder, settings: readSettings(example)}}
		if err := s.startProvider(); err != nil {
			t.Fatal(err)
		}
		defer s.provider.close()
		if (s.provider != nil) != believes {
			t.Fatalf("provider: %v", s.provider)
		}
		made, err := newProduction(s.project, "sqlite:///x", "")
		if err != nil {
			t.Fatal(err)
		}
		made.believe(s.provider)
		if told := slices.Contains(made.env, "OIDC_AUDIENCE="+tokenAudience); told != believes {
			t.Errorf("believes %t, environment %v", believes, made.env)
		}
		got, err := made.getAccess(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(got.headers["Authorization"], "Bearer ") != believes {
			t.Errorf("believes %t, headers %v", believes, got.headers)
		}
	}
}
