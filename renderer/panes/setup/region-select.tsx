import { Autocomplete } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../app/client.ts';

interface Props {
  value: string;
  onChange: (region: string) => void;
  label?: string;
}

/** A region by its id; the places say what the ids mean. One that is not in the list may be typed. */
export function RegionSelect({ value, onChange, label = 'Region' }: Props) {
  const regions = useQuery(orpc.credentials.regions.queryOptions({ staleTime: Infinity }));
  const places = new Map(regions.data?.map(({ id, place }) => [id, place]));
  return (
    <Autocomplete
      label={label}
      required
      value={value}
      onChange={onChange}
      data={[...places.keys()]}
      renderOption={({ option }) => `${option.value} · ${places.get(option.value) ?? ''}`}
      limit={40}
      maxDropdownHeight={220}
      selectFirstOptionOnChange
    />
  );
}
