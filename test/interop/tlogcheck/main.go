// Command tlogcheck verifies a log of Dauys with other people's code alone: golang.org/x/mod's note and sumdb/tlog.
//
//	tlogcheck -vkey VKEY (-url http://HOST/log/CONTEST | -dir DIR) [-old CHECKPOINT]... [-proof FILE]... [-index N]...
//	          [-checkpoint witnessed -witness VKEY...]
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const bundle = 256

// tiles reads C2SP tlog-tiles for x/mod, whose paths name the height (tile/8/L/N) and whose data tiles are of another format.
type tiles struct {
	read func(path string) ([]byte, error)
	kept map[string][]byte
}

func (t *tiles) Height() int { return 8 }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(wanted))
	for i, tile := range wanted {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		if data[i] = t.kept[path]; data[i] != nil {
			continue
		}
		bytes, err := t.read(path)
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

// SaveTiles is called with verified tiles; those that many entries share are kept.
func (t *tiles) SaveTiles(verified []tlog.Tile, data [][]byte) {
	for i, tile := range verified {
		if tile.L > 0 || tile.W < bundle {
			t.kept["tile/"+strings.TrimPrefix(tile.Path(), "tile/8/")] = data[i]
		}
	}
}

func entries(t *tiles, n, size int64) ([][]byte, error) {
	tile := tlog.Tile{H: 8, L: -1, N: n, W: bundle}
	if size-n*bundle < bundle {
		tile.W = int(size - n*bundle)
	}
	data, err := t.read("tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/data/"))
	if err != nil {
		return nil, err
	}
	var leaves [][]byte
	for len(data) >= 2 {
		length := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+length {
			break
		}
		leaves = append(leaves, data[2:2+length])
		data = data[2+length:]
	}
	if len(data) > 0 || len(leaves) != tile.W {
		return nil, fmt.Errorf("entry bundle %d is not %d entries", n, tile.W)
	}
	return leaves, nil
}

// openCheckpoint opens a signed checkpoint and checks that its origin is the key's name.
func openCheckpoint(text []byte, keys note.Verifiers, origin string) (tree tlog.Tree, err error) {
	opened, err := note.Open(text, keys)
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != origin {
		return tree, fmt.Errorf("not a checkpoint of %s", origin)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	if tree.N < 1 {
		return tree, fmt.Errorf("a checkpoint of no entries")
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// checkLog hashes every entry up to the root and compares each hash that stands in a tile on the way. It does not lean on
// TileHashReader: where the hashes of the right edge share a tile, x/mod 0.7.0 leaves some tiles unchecked.
func checkLog(t *tiles, tree tlog.Tree, hashes tlog.HashReader) error {
	var edge []tlog.Hash // roots of the largest complete subtrees so far, one for each one-bit of the count
	for n := int64(0); n < tree.N; {
		leaves, err := entries(t, n/bundle, tree.N)
		if err != nil {
			return err
		}
		var indexes []int64
		var want []tlog.Hash
		for _, leaf := range leaves {
			hash := tlog.RecordHash(leaf)
			indexes, want = append(indexes, tlog.StoredHashIndex(0, n)), append(want, hash)
			for level := 1; n>>(level-1)&1 == 1; level++ {
				hash, edge = tlog.NodeHash(edge[len(edge)-1], hash), edge[:len(edge)-1]
				if level%8 == 0 {
					indexes, want = append(indexes, tlog.StoredHashIndex(level, n>>level)), append(want, hash)
				}
			}
			edge = append(edge, hash)
			n++
		}
		stored, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i := range stored {
			if stored[i] != want[i] {
				level, at := tlog.SplitStoredHashIndex(indexes[i])
				return fmt.Errorf("hash %d of level %d is not in its tile", at, level)
			}
		}
	}
	root := edge[len(edge)-1]
	for i := len(edge) - 2; i >= 0; i-- {
		root = tlog.NodeHash(edge[i], root)
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries do not lead to the signed root")
	}
	return nil
}

func checkInclusion(t *tiles, tree tlog.Tree, hashes tlog.HashReader, text string) error {
	index, err := strconv.ParseInt(text, 10, 64)
	if err != nil || index < 0 || index >= tree.N {
		return fmt.Errorf("no entry %q", text)
	}
	leaves, err := entries(t, index/bundle, tree.N)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveRecord(tree.N, index, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaves[index%bundle]))
}

// checkConsistency proves that a smaller tree is the beginning of the log's.
func checkConsistency(old, tree tlog.Tree, hashes tlog.HashReader) error {
	if old.N > tree.N {
		return fmt.Errorf("the log shrank from %d to %d entries", old.N, tree.N)
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

// checkProof reads a C2SP tlog-proof and returns the tree that its checkpoint signs.
func checkProof(text []byte, keys note.Verifiers, origin string) (tree tlog.Tree, err error) {
	head, checkpoint, found := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return tree, fmt.Errorf("not a tlog-proof")
	}
	if tree, err = openCheckpoint(checkpoint, keys, origin); err != nil {
		return tree, err
	}
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return tree, err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return tree, err
	}
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return tree, err
		}
		path = append(path, hash)
	}
	return tree, tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(leaf))
}

func overHTTP(base string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		answer, err := http.Get(base + "/" + path)
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s: %s", path, answer.Status)
		}
		return io.ReadAll(answer.Body)
	}
}

type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func run() error {
	vkey, url, dir := flag.String("vkey", "", "log key"), flag.String("url", "", "log prefix"), flag.String("dir", "", "log directory")
	name := flag.String("checkpoint", "checkpoint", "resource that holds the checkpoint")
	var olds, proofs, indexes, witnesses list
	flag.Var(&witnesses, "witness", "key of a witness whose cosignature must stand under the checkpoint; repeatable")
	flag.Var(&olds, "old", "file of an earlier checkpoint; repeatable")
	flag.Var(&proofs, "proof", "file of a tlog-proof; repeatable")
	flag.Var(&indexes, "index", "entry whose inclusion is proved; repeatable")
	flag.Parse()
	t := &tiles{read: overHTTP(*url), kept: map[string][]byte{}}
	if *dir != "" {
		t.read = func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(*dir, path)) }
	}
	verifier, err := note.NewVerifier(*vkey)
	if err != nil {
		return err
	}
	keys := note.VerifierList(verifier)
	checkpoint, err := t.read(*name)
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(checkpoint, keys, verifier.Name())
	if err != nil {
		return err
	}
	for _, vkey := range witnesses {
		witness, err := newCosigner(vkey)
		if err != nil {
			return err
		}
		if _, err := note.Open(checkpoint, note.VerifierList(witness)); err != nil {
			return fmt.Errorf("%s: %v", witness.Name(), err)
		}
	}
	hashes := tlog.TileHashReader(tree, t)
	if err := checkLog(t, tree, hashes); err != nil {
		return err
	}
	for _, index := range indexes {
		if err := checkInclusion(t, tree, hashes, index); err != nil {
			return fmt.Errorf("entry %s: %v", index, err)
		}
	}
	for _, file := range append(append(list{}, olds...), proofs...) {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		check := openCheckpoint
		if bytes.HasPrefix(text, []byte("c2sp.org/tlog-proof@")) {
			check = checkProof
		}
		old, err := check(text, keys, verifier.Name())
		if err == nil {
			err = checkConsistency(old, tree, hashes)
		}
		if err != nil {
			return fmt.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
	fmt.Printf("ok: %d entries, root %s, %d indexes, %d earlier checkpoints, %d proofs\n", tree.N, tree.Hash, len(indexes), len(olds), len(proofs))
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}
