import { describe, expect, it } from 'vitest';
import type { PlannedTask } from '#contract/run';
import { createParquet } from '#main/adapters/parquet/index';
import { finishedCsv, readTasks, taskColumns } from '#main/services/runs/tasks-table';

const branches: PlannedTask['branch'][] = [
  { intervention: { scenario: 'baseline' }, n: 1, on: true, rate: 1 },
  { intervention: { scenario: 'a "b", c' }, n: 2, on: false, rate: 0.5, list: [1, 'x'] },
];
const tasks = [202, 170].flatMap((input_draw) => branches.map((branch) => ({ input_draw, random_seed: 7, branch })));

describe('tasks.parquet', () => {
  it('has the plan, the batches, the branch as JSON and a typed column a key', () => {
    const columns = Object.fromEntries(
      taskColumns(tasks, 3).map(({ name, type, values }) => [name, [type, Array.from<unknown>(values)]]),
    );
    expect(columns).toEqual({
      task: ['int64', [0, 1, 2, 3]],
      batch: ['int32', [0, 0, 0, 1]],
      input_draw: ['int64', [202, 202, 170, 170]],
      random_seed: ['int64', [7, 7, 7, 7]],
      branch: ['string', tasks.map(({ branch }) => JSON.stringify(branch))],
      'intervention.scenario': ['string', ['baseline', 'a "b", c', 'baseline', 'a "b", c']],
      n: ['int64', [1, 2, 1, 2]],
      on: ['boolean', [true, false, true, false]],
      rate: ['double', [1, 0.5, 1, 0.5]],
      list: ['string', [null, '[1,"x"]', null, '[1,"x"]']],
    });
  });

  it('is read as it was planned', async () => {
    const parquet = createParquet();
    expect(await readTasks(parquet, await parquet.write(taskColumns(tasks, 3)))).toEqual(tasks);
  });

  it('leaves out a flat column whose name is taken', () => {
    const [task] = tasks;
    const names = taskColumns([{ input_draw: 1, random_seed: 2, branch: { ...task?.branch, batch: 7 } }], 1).map(
      ({ name }) => name,
    );
    expect(names.filter((name) => name === 'batch')).toHaveLength(1);
  });
});

describe('finished_sim_metadata.csv', () => {
  it('has a row a finished task, as pandas writes it', () => {
    expect(finishedCsv(tasks, (task) => task !== 2)).toBe(
      [
        'intervention.scenario,n,on,rate,list,input_draw,random_seed',
        'baseline,1,True,1,,202,7',
        '"a ""b"", c",2,False,0.5,"[1,""x""]",202,7',
        '"a ""b"", c",2,False,0.5,"[1,""x""]",170,7',
        '',
      ].join('\n'),
    );
  });

  it('of a run without branches has draw and seed only', () => {
    expect(finishedCsv([{ input_draw: 1, random_seed: 2, branch: {} }], () => true)).toBe(
      'input_draw,random_seed\n1,2\n',
    );
  });
});
