// Command statementcheck opens a statement of Dauys with golang.org/x/mod's note and prints its lines; where its answer
// carries a tlog-proof, sumdb/tlog holds that against the tree that the statement names.
//
//	statementcheck VKEY ANSWER
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(vkey string, file []byte) (text string, err error) {
	var answer struct{ Statement, Proof string }
	if err := json.Unmarshal(file, &answer); err != nil {
		return "", err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", err
	}
	opened, err := note.Open([]byte(answer.Statement), note.VerifierList(verifier))
	if err != nil || answer.Proof == "" {
		if err == nil {
			text = opened.Text
		}
		return text, err
	}
	var size, index int64
	var root, at string
	lines := strings.Split(opened.Text, "\n")
	if _, err := fmt.Sscanf(lines[6], "checkpoint %d %s", &size, &root); err != nil {
		return "", err
	}
	if _, err := fmt.Sscanf(lines[7], "ballot %d %s", &index, &at); err != nil {
		return "", err
	}
	hash, err := tlog.ParseHash(root)
	if err != nil {
		return "", err
	}
	head, _, _ := bytes.Cut([]byte(answer.Proof), []byte("\n\n"))
	proof := strings.Split(string(head), "\n")
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(proof[1], "extra "))
	if err != nil {
		return "", err
	}
	var path tlog.RecordProof
	for _, line := range proof[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		path = append(path, hash)
	}
	return opened.Text, tlog.CheckRecord(path, size, hash, index, tlog.RecordHash(leaf))
}

func main() {
	file, err := os.ReadFile(os.Args[2])
	if err == nil {
		var text string
		if text, err = check(os.Args[1], file); err == nil {
			fmt.Print(text)
			return
		}
	}
	fmt.Fprintln(os.Stderr, "refused:", err)
	os.Exit(1)
}
