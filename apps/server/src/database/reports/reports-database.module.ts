import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Report } from './report.entity.js';
import { ReportsService } from './reports.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Report])],
  providers: [ReportsService],
  exports: [ReportsService],
})
export class ReportsDatabaseModule {}
