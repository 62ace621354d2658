import { sha256 } from '../../support/ballots.ts';
import { addBallot, citizenOf, voterTag } from './ballots.ts';
import { cheat, put, type Item } from './item.ts';

const withoutVoterKey: Item['options'] = () => ({ openKeys: undefined });
const invented = sha256(Buffer.from('a tag of nobody'));

export const PERSON_ITEMS: readonly Item[] = [
  {
    name: 'two votes of one person with two certificates and one tag',
    base: 'plain',
    corrupt: cheat((book) => {
      addBallot(book, 2);
    }),
    finds: ['A09', 'A30'],
    at: [3],
  },
  {
    name: 'two votes of one person with two certificates and two tags',
    base: 'plain',
    corrupt: cheat((book) => {
      addBallot(book, 2, invented);
    }),
    finds: ['A29', 'A30'],
    at: [3],
  },
  {
    name: 'two votes of one person with two certificates, seen without the voter key',
    base: 'plain',
    corrupt: cheat((book) => {
      addBallot(book, 2, invented);
    }),
    options: withoutVoterKey,
    finds: ['A30'],
    at: [3],
  },
  {
    name: 'two votes of one person with one certificate, seen without the voter key',
    base: 'plain',
    corrupt: cheat((book) => {
      const citizen = citizenOf(book, 42);
      addBallot(book, 42, voterTag(book, 42), citizen);
      addBallot(book, 42, invented, citizen);
    }),
    options: withoutVoterKey,
    finds: ['A30'],
    at: [4],
  },
  {
    name: 'a vote with the tag of another person',
    base: 'plain',
    corrupt: cheat((book) => {
      addBallot(book, 42, voterTag(book, 43));
    }),
    finds: ['A29'],
    at: [3],
  },
  {
    name: 'a voter tag of nobody',
    base: 'embargo',
    corrupt: cheat(({ entries }) => put(entries[3]!.leaf, 64, ...invented)),
    finds: ['A29'],
    at: [3],
  },
  {
    name: 'the tags of two persons swapped',
    base: 'embargo',
    corrupt: cheat(({ entries }) => {
      const [one, two] = [entries[3]!.leaf, entries[4]!.leaf].map((leaf) => leaf.slice(64, 96));
      put(entries[3]!.leaf, 64, ...two!);
      put(entries[4]!.leaf, 64, ...one!);
    }),
    finds: ['A29'],
    at: [3, 4],
  },
  {
    name: 'tags under another voter key',
    base: 'embargo',
    corrupt: cheat(({ entries }) => put(entries[0]!.leaf, 96, ...invented)),
    finds: ['A29 key-check'],
    at: [0],
  },
  {
    name: 'a voter tag of nobody, signed with GOST',
    base: 'gost',
    corrupt: cheat(({ entries }) => put(entries[2]!.leaf, 64, ...invented)),
    finds: ['A29'],
    at: [2],
  },
];
