import { Text } from '@mantine/core';
import { IconDatabase, IconPlayerPlay, IconReportAnalytics } from '@tabler/icons-react';
import { Link } from 'wouter';
import classes from './setup-pane.module.css';

/** `sample`: it is about what comes with the sandbox. */
const STEPS = [
  {
    href: '/results',
    sample: true,
    icon: IconReportAnalytics,
    title: 'Explore a finished study',
    text: 'Deaths averted with a 95% interval, from the files in place.',
  },
  {
    href: '/run',
    sample: true,
    icon: IconPlayerPlay,
    title: 'Run the sample model',
    text: 'Twelve simulations on this computer, in a few minutes.',
  },
  {
    href: '/data',
    sample: false,
    icon: IconDatabase,
    title: 'Bring your own data',
    text: 'Drop a data artifact on the window; it is verified in S3.',
  },
];

/** Where to go once everything is in order. */
export function NextSteps({ sandbox }: { sandbox: boolean }) {
  return (
    <nav className={classes.steps} aria-label="Next steps">
      {STEPS.filter(({ sample }) => sandbox || !sample).map(({ href, icon: Icon, title, text }) => (
        <Link key={href} href={href} className={classes.step}>
          <Icon size={20} stroke={1.7} aria-hidden />
          <Text fw={600}>{title}</Text>
          <Text c="dimmed">{text}</Text>
        </Link>
      ))}
    </nav>
  );
}
