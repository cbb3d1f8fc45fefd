import { atlasEngines } from './site-pages.ts';

export interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: readonly SidebarItem[];
}

const pages = (...list: readonly (readonly [text: string, name: string])[]): readonly SidebarItem[] =>
  list.map(([text, name]) => ({ text, link: `/${name}` }));

/** The pages by what a reader wants: learn, do, look up, understand. A test holds that none is left out. */
export function sidebar(cases: readonly SidebarItem[]): readonly SidebarItem[] {
  return [
    {
      text: 'Begin',
      items: pages(
        ['What lastbit is', 'index.html'],
        ['Ten minutes', 'tutorial.html'],
        ['In the browser', 'page.html'],
        ['All pages', 'contents.html'],
      ),
    },
    {
      text: 'How to',
      items: [
        ...pages(
          ['Judge arrays', 'judge.html'],
          ['Find the tolerance that follows', 'tolerance.html'],
          ['Verify your own kernel', 'verify-your-kernel.html'],
          ['Verify a Triton or CUDA kernel', 'kernel-authors.html'],
          ['Test in Python', 'python.html'],
          ['Use lastbit as a library', 'library.html'],
          ['Run on many machines', 'campaigns.html'],
          ['Hunt for the worst input', 'hunt.html'],
          ['Read the results', 'reading-results.html'],
        ),
        { text: 'Public questions, answered', link: '/cases/index.html', collapsed: true, items: cases },
      ],
    },
    {
      text: 'Understand',
      items: pages(
        ['What a summation tree is', 'summation-trees.html'],
        ['Why tolerances fail', 'why-tolerances-fail.html'],
        ['The question of 2018', 'question.html'],
        ['How an engine is revealed', 'reveal.html'],
        ['Where the arithmetic changes', 'invariance.html'],
        ['What is promised when things break', 'reliability.html'],
        ['Architecture', 'architecture.html'],
      ),
    },
    {
      text: 'What it found',
      items: pages(
        ['Findings', 'findings.html'],
        ['Worst cases', 'worst-cases.html'],
        ['Behaviours', 'behaviours.html'],
      ),
    },
    {
      text: 'Atlas of engines',
      items: [
        ...pages(['All engines', 'engines.html']),
        ...atlasEngines().map((name) => ({ text: name, link: `/engines/${name}.html` })),
      ],
    },
    {
      text: 'Look up',
      items: [
        ...pages(
          ['Command line', 'cli.html'],
          ['Claims', 'claims.html'],
          ['Corpus and its flags', 'corpus.html'],
          ['Glossary', 'glossary.html'],
          ['Engine protocol', 'protocol.html'],
          ['JSON output', 'json.html'],
          ['Model of an engine', 'model.html'],
          ['Files of arrays', 'files.html'],
          ['Security', 'security.html'],
        ),
        {
          text: 'Library, every export',
          collapsed: true,
          items: pages(
            ['lastbit', 'api/lastbit.api.html'],
            ['lastbit/fast-check', 'api/lastbit-fast-check.api.html'],
            ['lastbit/vitest', 'api/lastbit-vitest.api.html'],
          ),
        },
        {
          text: 'Measured on one machine',
          collapsed: true,
          items: pages(
            ['Speed', 'measured/benchmarks.html'],
            ['A queue', 'measured/queue.html'],
            ['Tolerances of test suites', 'measured/tolerances.html'],
            ['Images that fail them', 'measured/worst-images.html'],
            ['The hunt', 'measured/hunt.html'],
            ['A million cases', 'measured/million.html'],
          ),
        },
      ],
    },
    { text: 'Contribute', items: pages(['Contributing', 'contributing.html'], ['Changelog', 'changelog.html']) },
  ];
}

/** All links of a sidebar. */
export function linksOf(items: readonly SidebarItem[]): readonly string[] {
  return items.flatMap(({ link, items: below = [] }) => [...(link === undefined ? [] : [link]), ...linksOf(below)]);
}
