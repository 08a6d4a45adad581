package judge

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// proxyFile is the configuration of the reverse proxy.
const proxyFile = "deploy/nginx.conf"

// proxy has nginx itself read the configuration, with a certificate that is made
// up.
func proxy(ctx context.Context, p Project, log io.Writer) error {
	program, err := lookPath("nginx")
	if err != nil {
		return fmt.Errorf("%w: nginx not found; get it with: apt-get install nginx-light", ErrUnavailable)
	}
	folder, err := os.MkdirTemp("", "nginx-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	text, err := os.ReadFile(filepath.Join(p.Folder, filepath.FromSlash(proxyFile)))
	if err != nil {
		return err
	}
	if err := certificate(folder); err != nil {
		return err
	}
	// What the containers mount and where they write is below the folder here.
	local := strings.NewReplacer("/run/tls/", folder+"/", " /tmp/", " "+folder+"/").Replace(string(text))
	file := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(file, []byte(local), 0o644); err != nil {
		return err
	}
	return run(ctx, log, folder, nil, program, "-t", "-q", "-p", folder, "-e", "stderr", "-c", file)
}

// certificate writes a certificate for nobody, and its key.
func certificate(folder string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	public, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	for name, block := range map[string]*pem.Block{
		"certificate.pem": {Type: "CERTIFICATE", Bytes: public},
		"key.pem":         {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			return err
		}
	}
	return nil
}
